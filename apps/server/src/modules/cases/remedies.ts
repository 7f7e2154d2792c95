import type { Guide } from '@zhengtong/contract/guide'

/** Remedies that every refusal and denial must name (行政许可法 art. 38; 行政复议法；行政诉讼法), unless the guide has its own. */
const REMEDIES = '您可以在收到决定之日起 60 日内申请行政复议，或者在 6 个月内向人民法院提起行政诉讼。'

export const remediesOf = ({ remedies }: Pick<Guide, 'remedies'>): string => remedies ?? REMEDIES
