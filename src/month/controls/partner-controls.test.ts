import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import type { Control } from '../../programmes/control.js';
import { type PartnerMeasures, partnerControls } from './partner-controls.js';

const QUIET: PartnerMeasures = { rows: 1000, untrusted: 0, unknownPersons: 0, missing: [] };

describe('controls of what partner ministries sent', () => {
  it.each<[string, string, Partial<PartnerMeasures>, Control['status'], string]>([
    ['untrusted rows 0.5 %', 'partner_rows', { untrusted: 5 }, 'PASS', '5 of 1,000 rows of partners'],
    ['untrusted rows 0.5 %', 'partner_rows', { untrusted: 6 }, 'HOLD', '6 of 1,000 rows of partners'],
    ['persons unknown are said', 'partner_rows', { unknownPersons: 900 }, 'PASS', '900 name persons'],
    ['no file at all', 'partner_rows', { rows: 0 }, 'PASS', '0 of 0'],
    ['every kind came again', 'partner_files', {}, 'PASS', 'came again'],
    ['a kind did not', 'partner_files', { missing: ['schooling'] }, 'WARN', 'no schooling file'],
    [
      'neither did',
      'partner_files',
      { rows: 0, missing: ['schooling', 'social_security'] },
      'WARN',
      'no schooling and no social_security file',
    ],
  ])('%s: %s %j is %s', (_, name, change, status, detail) => {
    const controls = partnerControls({ ...QUIET, ...change }, DEFAULT_LIMITS);
    expect(controls.find((one) => one.control === name)).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
  });
});
