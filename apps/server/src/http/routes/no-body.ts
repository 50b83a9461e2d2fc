import { z } from 'zod'

/** The body of a route that says everything in its path: none, or an object without fields. */
export const noBody = z.strictObject({}).meta({ id: 'NoBody', description: 'Nothing', examples: [{}] })
