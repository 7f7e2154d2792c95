export { routes } from './routes.ts'
export { authenticate } from './session.ts'
export const name = 'access'
