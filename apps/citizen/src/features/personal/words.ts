import type { Consent, DataExport, VaultKind } from '@zhengtong/contract/personal'

export const vaultKinds: Record<VaultKind, string> = {
  identity: '身份证件',
  household: '户口簿',
  marriage: '婚姻证件',
  education: '学历和资格证书',
  property: '房产和车辆证件',
  other: '其他',
}
export const consentStates: Record<Consent['state'], string> = {
  given: '已同意',
  outdated: '说明已更新，请重新阅读',
  withdrawn: '已撤回',
  never: '未同意',
}
export const exportStates: Record<DataExport['state'], string> = {
  preparing: '正在准备',
  ready: '可以下载',
  taken: '已下载',
  expired: '已过期',
}
