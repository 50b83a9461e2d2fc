import { payloadOf } from './command.ts'
import { exampleIds } from './examples.ts'

/** `POST /sections`. */
export const CreateSectionBody = payloadOf('section.create').meta({
  id: 'CreateSection',
  description: 'A new section',
  examples: [{ name: 'Terrace', color: '#3b82f6', serverName: 'Mina' }],
})

/** `PUT` and `PATCH /sections/{id}`. */
export const UpdateSectionBody = payloadOf('section.update', 'sectionId').meta({
  id: 'UpdateSection',
  description: 'The fields of a section to change',
  examples: [{ serverName: 'Jonas' }],
})

/** `POST /combinations`. */
export const CreateCombinationBody = payloadOf('combination.create').meta({
  id: 'CreateCombination',
  description: 'Tables that can be joined',
  examples: [{ name: '12 + 13', tableIds: [exampleIds.table, exampleIds.secondTable], capacity: 7 }],
})

/** `PUT` and `PATCH /combinations/{id}`. */
export const UpdateCombinationBody = payloadOf('combination.update', 'combinationId').meta({
  id: 'UpdateCombination',
  description: 'The fields of a combination to change',
  examples: [{ capacity: 8 }],
})

/** `PUT` and `PATCH /restaurant`. */
export const UpdateRestaurantBody = payloadOf('restaurant.update').meta({
  id: 'UpdateRestaurant',
  description: 'The fields of the restaurant to change; of `settings` only those to change',
  examples: [{ timezone: 'Europe/Berlin', settings: { country: 'DE', bussing: true } }],
})
