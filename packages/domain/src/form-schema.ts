/**
 * The documented subset of JSON Schema 2020-12 in which the dynamic forms of items are written. The same schema draws the
 * form on the phone and is enforced on the server. Hints for screens are in `x-ui` and `x-steps`, which validators ignore
 * except for `showWhen`, `notFuture` and `notPast`. `checkFormSchema` tells whether a schema is within the subset.
 */
export type FormSchema = {
  $schema?: string
  type: 'object'
  title?: string
  description?: string
  properties: Record<string, FieldSchema>
  required?: string[]
  /** unknown fields are refused */
  additionalProperties: false
  /** "if this field has this value, those fields are required" */
  allOf?: Condition[]
  /** one topic a step; without it all fields are one step */
  'x-steps'?: { title: string; fields: string[] }[]
}

export type FieldSchema = TextField | ChoiceField | NumberField | BooleanField | MultiChoiceField | RowsField

type Field = { title: string; description?: string; 'x-ui'?: FieldHints }

export type TextFormat = 'date' | 'mobile' | 'citizen-id' | 'org-code' | 'bank-card'
export type TextField = Field & {
  type: 'string'
  minLength?: number
  maxLength?: number
  /** anchored and safe, see pattern-safety.ts */
  pattern?: string
  format?: TextFormat
}

export type Option = { const: string; title: string }
export type ChoiceField = Field & { type: 'string'; oneOf: Option[] }

export type NumberField = Field & {
  type: 'number' | 'integer'
  minimum?: number
  maximum?: number
  multipleOf?: number
}

/** `const: true` makes it a declaration that has to be ticked. */
export type BooleanField = Field & { type: 'boolean'; const?: true }

export type MultiChoiceField = Field & {
  type: 'array'
  items: { type: 'string'; oneOf: Option[] }
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
}

/** Repeating rows, such as family members; rows hold no rows. */
export type RowsField = Field & {
  type: 'array'
  items: RowSchema
  minItems?: number
  maxItems?: number
}
export type RowSchema = {
  type: 'object'
  properties: Record<string, Exclude<FieldSchema, RowsField>>
  required?: string[]
  additionalProperties: false
}

export type Condition = {
  if: { properties: Record<string, { const: Scalar } | { enum: Scalar[] }>; required: string[] }
  then: { required: string[] }
}
export type Scalar = string | number | boolean

export type FieldHints = {
  widget?: 'textarea' | 'radio' | 'select' | 'money'
  help?: string
  placeholder?: string
  /** what the platform already knows: shown read-only with its source */
  prefill?: Prefill
  /** 1 公开, 2 内部, 3 敏感, 4 高敏 of the security labels */
  sensitive?: 'public' | 'internal' | 'sensitive' | 'high'
  /** the field exists only while another one has one of these values; hidden fields are neither required nor accepted */
  showWhen?: { field: string; equals: Scalar[] }
  notFuture?: true
  notPast?: true
}
export type Prefill =
  | 'applicant.name'
  | 'applicant.idNumber'
  | 'applicant.phone'
  | 'applicant.birthDate'
  | 'applicant.sex'
  | 'applicant.address'
  | 'organisation.name'
  | 'organisation.code'
  | 'organisation.representative'

/** Tells a single choice from free text. */
export function isChoice(field: TextField | ChoiceField): field is ChoiceField {
  return 'oneOf' in field
}

/** Tells repeating rows from a multiple choice. */
export function isRows(field: MultiChoiceField | RowsField): field is RowsField {
  return field.items.type === 'object'
}
