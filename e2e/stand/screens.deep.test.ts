import { expectFaultlessScreens } from './faultless-screens.ts'
import { desktop, tablet, test, uprightTablet } from './stand.ts'

// screens.browser.test.ts has the smallest, where most faults are.
test.each([tablet, uprightTablet, desktop])(
  'on $width × $height every screen is whole in both themes, large enough to read and touch, and axe finds nothing serious',
  expectFaultlessScreens,
  240_000,
)
