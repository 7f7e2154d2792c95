import { expect, test } from '@playwright/test'
import { tamper } from './support/database.ts'
import { screens } from './support/environment.ts'
import { officerAtWork } from './support/officer.ts'
import { complaints } from './support/watch.ts'

test('an auditor finds a record that was changed behind the back of the system', async ({ browser }) => {
  const auditor = await officerAtWork(browser, 'audit.wei')
  const wrong = complaints(auditor)
  await expect(auditor.getByRole('heading', { name: '审计记录' })).toBeVisible()
  await auditor.getByLabel('做了什么').selectOption({ label: '工作人员登录' })
  await auditor.getByRole('button', { name: '查找' }).click()
  await expect(auditor.getByRole('cell', { name: '工作人员登录' }).first()).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-events.png`, fullPage: true })

  await auditor.getByRole('link', { name: '核验' }).click()
  await auditor.getByRole('button', { name: '从头核验全部记录' }).click()
  await expect(auditor.getByText('核验通过')).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-sound.png`, fullPage: true })

  expect(
    await tamper(`update platform.event set actor_id = 'somebody-else'
      where id = (select event_id from audit.link where stream = 'staff' order by seq limit 1)`),
  ).toBe(1)
  await auditor.getByRole('button', { name: '从头核验全部记录' }).click()
  await expect(auditor.getByText('核验不通过：记录被改过')).toBeVisible()
  await auditor.screenshot({ path: `${screens}/console-audit-fault.png`, fullPage: true })
  expect(wrong).toEqual([])
})
