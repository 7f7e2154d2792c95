import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import * as identity from '../identity/index.ts'
import * as notifications from '../notifications/index.ts'
import * as organisations from '../organisations/index.ts'
import * as store from './store.ts'

/** Far above what a person has; what is beyond can be asked for at a window. */
const MANY = 1_000

/** Everything the platform keeps of a person, in the words of the person: titles in Chinese, codes only where he knows them. */
export async function collectData(services: Services, citizenId: string) {
  const { db, crypto, clock } = services
  const account = await identity.findCitizen(db, citizenId)
  if (!account) throw new Error('no such person')
  const { idDigest: idNumberDigest } = await identity.personOf(services, citizenId)
  const [signed, acts, own, drafts, notices, favourites, vault, mandates, accesses] = await Promise.all([
    identity.listConsents(db, citizenId),
    store.listConsentActs(db, citizenId, MANY),
    cases.listForExport(db, { id: citizenId, idNumberDigest }, MANY),
    cases.listDraftsOf(db, citizenId, MANY),
    notifications.listNotices(db, { id: citizenId }, { after: undefined, limit: MANY }),
    store.listFavourites(db, citizenId, MANY),
    store.listVault(db, citizenId, MANY),
    organisations.listOwn(db, citizenId, MANY),
    cases.listAccesses(db, citizenId, { after: undefined, limit: MANY }),
  ])
  return {
    导出时间: clock.now().toISOString(),
    个人资料: {
      姓名: account.name,
      身份证号: account.idNumberSealed && crypto.open(account.idNumberSealed),
      手机号: account.phoneSealed && crypto.open(account.phoneSealed),
      实名等级: account.level,
      注册时间: account.registeredAt,
    },
    同意记录: [
      ...signed.map(({ kind, version, givenAt }) => ({ 事项: kind, 版本: version, 动作: '同意', 时间: givenAt })),
      ...acts.map(({ kind, version, action, at }) => ({
        事项: kind,
        版本: version,
        动作: action === 'given' ? '同意' : '撤回',
        时间: at,
      })),
    ],
    办件: own.map((row) => ({
      事项: row.itemName,
      部门: row.agencyName,
      办件编号: row.caseNumber,
      查询码: row.queryCode,
      状态: cases.labelOf(row.status),
      提交时间: row.submittedAt,
      填写内容: cases.openAnswers(crypto, row.form),
      理由: row.reason,
      结果: row.resultName,
      文号: cases.resultNumberOf(crypto, row),
    })),
    草稿: drafts.map(({ itemName, savedAt, form }) => ({
      事项: itemName,
      保存时间: savedAt,
      填写内容: cases.openAnswers(crypto, form),
    })),
    消息: notices.map(({ title, text, at }) => ({ 标题: title, 内容: text, 时间: at })),
    收藏: favourites.map(({ itemCode, addedAt }) => ({ 事项编码: itemCode, 时间: addedAt })),
    材料库: vault.map(({ title, kind, addedAt }) => ({ 名称: title, 类别: kind, 时间: addedAt })),
    可代表的企业: mandates.map((row) => ({
      企业: row.organisationName,
      身份: row.role === 'representative' ? '法定代表人' : '经办人',
      从: row.validFrom,
      到: row.validTo,
    })),
    谁看过我的信息: accesses.map((row) => ({
      日期: row.day,
      部门: row.agencyName,
      事项: row.itemName,
      次数: row.times,
    })),
  }
}
