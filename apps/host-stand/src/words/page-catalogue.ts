import { catalogueOfPages, showPageWords } from './catalogue.ts'

/** The words of what is loaded later, in the language in use. */
export const pageCatalogue = catalogueOfPages

// Before any module that reads them. What the first screen needs does not wait for these.
await showPageWords()
