import { legalText } from '../../platform/legal-text.ts'

/** The service agreement in force (网上服务协议). */
export const currentAgreement = () => legalText('agreement.md')
