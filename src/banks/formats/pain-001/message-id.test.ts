import { describe, expect, it } from 'vitest';
import { messageId } from './message-id.js';

const RUN = '3f0c9a1b2c4d';

describe('messageId', () => {
  it.each([
    ['orders/POSTE/2026-09-POSTE-0001.xml', `${RUN}-POSTE-0001`],
    ['orders/POSTE/2026-09-POSTE-R-0001.xml', `${RUN}-POSTE-R0001`],
    ['orders/AB_1/2026-09-AB_1-12345.xml', `${RUN}-AB-1-12345`],
    ['orders/AB_R/2026-09-AB_R-0001.xml', `${RUN}-AB-R-0001`],
    ['orders/AB_R/2026-09-AB_R-R-0001.xml', `${RUN}-AB-R-R0001`],
  ])('%s: %s', (file, id) => expect(messageId(RUN, file)).toBe(id));

  it('35 characters hold the longest: a national month in files of one resident each', () => {
    const longest = messageId(RUN, 'orders/ABCDEFGHIJKL/2026-09-ABCDEFGHIJKL-R-3900000.xml');
    expect(longest).toBe(`${RUN}-ABCDEFGHIJKL-R3900000`);
    expect(longest.length).toBeLessThanOrEqual(35);
  });

  it.each(['orders/POSTE/2026-09-POSTE-0001.csv', 'orders/POSTE/2026-09-OTHER-0001.xml', 'orders/index.csv'])(
    'none for %s',
    (file) => expect(() => messageId(RUN, file)).toThrow(TypeError),
  );
});
