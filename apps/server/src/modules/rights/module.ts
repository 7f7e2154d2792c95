export { routes } from './routes.ts'
export const name = 'rights'
