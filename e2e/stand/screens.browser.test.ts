import { expectFaultlessScreens } from './faultless-screens.ts'
import { phone, test } from './stand.ts'

// screens.deep.test.ts has the other sizes.
test.each([phone])(
  'on $width × $height every screen is whole in both themes, large enough to read and touch, and axe finds nothing serious',
  expectFaultlessScreens,
  240_000,
)
