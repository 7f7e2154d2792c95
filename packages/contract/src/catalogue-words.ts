/** Kinds of change requests (变更单) for implementation lists, with the words editors read. */
export const changeKinds = {
  add: '新增',
  change: '变更',
  split: '拆分',
  merge: '合并',
  'hand-down': '下放承接',
  suspend: '暂停',
  resume: '恢复',
  cancel: '取消',
} as const
export type ChangeKind = keyof typeof changeKinds
export type StateKind = 'suspend' | 'resume' | 'cancel'

/** `published` is an approved change whose day has come. */
export const changeStates = {
  draft: '草稿',
  agency: '待部门审核',
  legal: '待法制审核',
  office: '待政务办审核',
  approved: '已通过，待生效',
  published: '已发布',
  returned: '退回修改',
  withdrawn: '已撤销',
} as const
export type ChangeState = keyof typeof changeStates

export const changeActs = {
  create: '新建',
  submit: '提交审核',
  approve: '通过',
  return: '退回修改',
  withdraw: '撤销',
  rebase: '并入新版本',
} as const
export type ChangeAct = keyof typeof changeActs

export const itemStates = { 'in-force': '在用', suspended: '暂停', cancelled: '取消' } as const
