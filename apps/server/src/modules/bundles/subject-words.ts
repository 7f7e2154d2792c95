import type { BundleSubject } from '@zhengtong/domain/bundle'
import type { FormValue } from '@zhengtong/domain/form-rules'
import { maskName } from '@zhengtong/domain/masking'

/** Whom a bundle is about, as lists show it; null: the applicant himself. A company's name is public. */
export function subjectWords(subject: BundleSubject, form: FormValue): string | null {
  if (subject.kind === 'applicant') return null
  const name = String(form[subject.name] ?? '')
  if (subject.kind === 'company') return name
  return `${subject.kind === 'newborn' ? '新生儿' : '逝者'} ${maskName(name)}`
}
