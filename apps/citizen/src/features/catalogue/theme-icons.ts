import type { IconName } from '@zhengtong/ui/icons'

const marks: readonly [RegExp, IconName][] = [
  [/身份|户籍|户口|证件|证照|公民/, 'id'],
  [/生育|儿|婴|收养/, 'baby'],
  [/婚/, 'heart'],
  [/社保|社会保障|保险/, 'shield'],
  [/医|卫生|健康/, 'medical'],
  [/养老|老年|退休|优待/, 'cane'],
  [/住房|公积金|不动产|房/, 'house'],
  [/车|驾|交通|出行/, 'car'],
  [/就业|创业|职业|人才|人力/, 'work'],
  [/教|学/, 'school'],
  [/出境|入境|护照|旅游/, 'globe'],
  [/食品|餐饮|零售|经营|开办|设立|商/, 'store'],
  [/救助|津贴|补贴|财|税|资金/, 'coin'],
  [/运输|物流|货/, 'truck'],
  [/准入|资质|企业|许可|司法|公证/, 'building'],
  [/文|广告|体育/, 'palette'],
  [/民政|残疾|社会/, 'heart'],
]

/** The icon of a theme by the words in its name. */
export const themeIcon = (name: string): IconName => marks.find(([words]) => words.test(name))?.[1] ?? 'cases'
