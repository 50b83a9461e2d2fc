export * from './accounts.ts'
export { uuidv7 } from './uuid.ts'
