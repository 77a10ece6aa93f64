import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { XmlStream } from './xml.js';

/** What a document says of elements A (a text with its currency) and B (which holds A), or why it is refused. */
function read(bytes: Uint8Array, size: number): string[] | string {
  const said: string[] = [];
  const stream = new XmlStream('message', () => ({
    shape: { B: { A: 'text' } },
    open: (path) => said.push(`<${path}>`),
    text: (path, text, currency) => said.push(`${path}=${text}${currency === '' ? '' : ` ${currency}`}`),
    close: (path) => said.push(`</${path}>`),
  }));
  try {
    for (let at = 0; at < bytes.length; at += size) stream.write(Buffer.from(bytes.subarray(at, at + size)));
    stream.end();
    return said;
  } catch (error) {
    return (error as Error).message;
  }
}

const content = (text: string) => {
  const document = `<Document xmlns="n">${text}</Document>`;
  const all = [1, 2, 7, 1 << 20].map((size) => read(Buffer.from(document), size));
  // Where the file happens to be cut makes no difference.
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  return all[0];
};

describe('well-formed: read, wherever the file is cut into pieces', () => {
  test.each<[what: string, text: string, said: string[]]>([
    ['a text', '<B><A>x</A></B>', ['<B>', 'B/A=x', '</B>']],
    ['blanks about', '<B >\n\t<A\n> x y\r\n</A\t>\n</B >', ['<B>', 'B/A=x y', '</B>']],
    ['nothing in it', '<B><A/><A></A></B><B/>', ['<B>', 'B/A=', 'B/A=', '</B>', '<B>', '</B>']],
    ['an attribute', `<B><A Ccy='MAD' b="a>b">5</A></B>`, ['<B>', 'B/A=5 MAD', '</B>']],
    ['references', '<B><A>&lt;&#65;&#x42;&amp;&apos;&quot;&gt;</A></B>', ['<B>', `B/A=<AB&'">`, '</B>']],
    ['a reference once', '<B><A>&amp;lt;</A></B>', ['<B>', 'B/A=&lt;', '</B>']],
    ['character data', '<B><A>a<![CDATA[<b>&c;]]]]>d</A></B>', ['<B>', 'B/A=a<b>&c;]]d', '</B>']],
    ['comments, instructions', '<B><A>a<!-- > - <x> -->b<?p > ?>c</A></B>', ['<B>', 'B/A=abc', '</B>']],
    ['what is not asked for', '<C><B><A>x</A></B></C><A>y</A><B>z</B>', ['<B>', '</B>']],
    ['elements in what is asked for', '<B><A>x<C>y</C>z</A></B>', ['<B>', 'B/A=xz', '</B>']],
    ['another namespace', '<B xmlns="m"><A>x</A></B><B><A xmlns="n">y</A></B>', ['<B>', 'B/A=y', '</B>']],
    ['Arabic, Tifinagh, an emoji', '<B><A>فاطمة ⵜⴰⵎ 😀</A></B>', ['<B>', 'B/A=فاطمة ⵜⴰⵎ 😀', '</B>']],
    ['names of other letters', '<é·1><B/></é·1><B><_.-:/></B>', ['<B>', '</B>']],
    ['">" and "]]" in a text', '<B><A>a>b]]c]>d</A></B>', ['<B>', 'B/A=a>b]]c]>d', '</B>']],
  ])('%s', (_, text, said) => expect(content(text)).toEqual(['<>', ...said, '</>'].slice(1)));

  test('the root’s own prefix counts, and no other', () => {
    const text = '<p:Document xmlns:p="n" xmlns="m"><p:B><p:A>x</p:A><A>y</A><q:A>z</q:A></p:B></p:Document>';
    expect(read(Buffer.from(text), 1)).toEqual(['<B>', 'B/A=x', '</B>', '</>']);
  });

  test('a prefix is what the nearest tag around says of it', () => {
    const text = (inner: string) => `<Document xmlns="n" xmlns:p="m">${inner}</Document>`;
    const said = ['<B>', 'B/A=x', '</B>', '</>'];
    const as = (inner: string) => read(Buffer.from(text(inner)), 1 << 10);
    expect(as('<p:B/><p:B xmlns:p="n"><p:A xmlns="m">x</p:A><A xmlns="m">y</A></p:B><p:B/>')).toEqual(said);
    expect(as('<B xmlns:p="n"><p:A xmlns:p="m">y</p:A><p:A>x</p:A></B>')).toEqual(said);
  });
});

describe('refused: not well-formed', () => {
  test.each([
    ['an end that is another’s', '<B></C>'],
    ['an end too many', '</Document><B>'],
    ['crossed ends', '<B><A></B></A>'],
    ['an end within', '<B>'],
    ['attributes twice', '<B a="1" a="2"/>'],
    ['an attribute without value', '<B a/>'],
    ['an attribute without quotes', '<B a=1/>'],
    ['attributes side by side', '<B a="1"b="2"/>'],
    ['"<" in an attribute', '<B a="<"/>'],
    ['"&" alone', 'a & b'],
    ['an entity nobody declared', '&nbsp;'],
    ['a name of every object', '&constructor;'],
    ['a reference to no character', '&#0;'],
    ['a reference to half a character', '&#xD800;'],
    ['a reference beyond all characters', '&#x110000;'],
    ['"]]>" in a text', 'a]]>b'],
    ['"--" in a comment', '<!-- a -- b -->'],
    ['a comment that ends with three', '<!-- a --->'],
    ['a name that begins with a digit', '<1/>'],
    ['no name', '< B/>'],
    ['a blank before an end’s name', '<B></ B>'],
    ['a declaration in the middle', '<?xml version="1.0"?>'],
    ['an instruction without name', '<? p?>'],
    ['a control character', 'a\u0001b'],
    ['a declaration of something', '<!ELEMENT a>'],
  ])('%s', (_, text) => expect(content(text)).toMatch(/not well-formed XML/));
});

describe('a million characters are read, or refused, at once: no step looks at them over and over', () => {
  const MILLION = 1_000_000;
  const many = (unit: string) => unit.repeat(MILLION / unit.length);
  const numbered = (unit: (n: number) => string) =>
    Array.from({ length: 40_000 }, (_, n) => unit(n)).join('');
  /** Of the processor's time: another program's work does not count. */
  const MOST_MILLISECONDS = 2000;

  const HOSTILE: readonly (readonly [what: string, text: string])[] = [
    ['an end tag, blanks and a letter', `<B></B${many(' ')}x>`],
    ['an end tag, line breaks and a letter', `<B></B${many('\r\n')}x>`],
    ['an end tag and blanks', `<B></B${many(' ')}>`],
    ['an end tag of blanks', `<B></${many(' ')}>`],
    ['an end tag of letters', `<B></${many('B')}>`],
    ['an end tag without end', `<B></${many('B ')}`],
    ['end tags', many('</A>')],
    ['end tags that never end', `<B>${many('</B')}`],
    ['a start tag and blanks', `<B${many(' ')}></B>`],
    ['a start tag, blanks and a letter', `<B${many(' ')}x></B>`],
    ['a start tag of letters', `<${many('B')}>`],
    ['a start tag of colons', `<${many(':')}/>`],
    ['a start tag of slashes', `<B${many('/')}>`],
    ['a start tag of blanks', `<${many(' ')}>`],
    ['a start tag without end', `<B${many(' a="1"')}`],
    ['start tags that never end', many('<B')],
    ['start tags', many('<B>')],
    ['empty elements', many('<B/>')],
    ['attributes', `<B${numbered((n) => ` a${n}="1"`)}/>`],
    ['attributes, none with a value', `<B${many(' a')}/>`],
    ['an attribute before blanks', `<B a${many(' ')}x/>`],
    ['an attribute, "=" and blanks', `<B a=${many(' ')}x/>`],
    ['an attribute of equals signs', `<B a${many('=')}/>`],
    ['an attribute of letters', `<B ${many('a')}/>`],
    ['an attribute of blanks', `<B a="${many(' ')}"/>`],
    ['an attribute of ">"', `<B a="${many('>')}"/>`],
    ['an attribute whose quote is left open', `<B a="${many('b ')}/>`],
    ['an attribute of quotes', `<B a=${many('"')}/>`],
    ['an attribute of references', `<B a="${many('&lt;')}"/>`],
    ['an attribute of "&"', `<B a="${many('&')}"/>`],
    ['prefixes of the namespace', `<B${numbered((n) => ` xmlns:p${n}="n"`)}><A/></B>`],
    ['prefixes of it and of others', `<B${numbered((n) => ` xmlns:p${n}="${n % 2 ? 'n' : 'm'}"`)}/>`],
    [
      'prefixes within prefixes',
      `<B${numbered((n) => ` xmlns:p${n}="n"`)}>${'<A xmlns:q="n"/>'.repeat(30_000)}</B>`,
    ],
    ['a comment of hyphens', `<!--${many('-')}>`],
    ['a comment of lone hyphens', `<!--${many('- ')}-->`],
    ['a comment of ">"', `<!--${many('>')}-->`],
    ['a comment of beginnings', `<!--${many('<!- ')}-->`],
    ['a comment without end', `<!--${many('->')}`],
    ['comments', many('<!---->')],
    ['character data of "]"', `<B><A><![CDATA[${many(']')}]]></A></B>`],
    ['character data of "]>"', `<B><A><![CDATA[${many(']>')}]]></A></B>`],
    ['character data of beginnings', `<B><![CDATA[${many('<![CDATA[')}]]></B>`],
    ['character data without end', `<B><![CDATA[${many(']] >')}`],
    ['character data, again and again', `<B><A>${many('<![CDATA[]]>')}</A></B>`],
    ['an instruction and blanks', `<?p${many(' ')}x?>`],
    ['an instruction of letters', `<?${many('p')}?>`],
    ['an instruction of "?"', `<?p ${many('?')}?>`],
    ['an instruction of ">"', `<?p ${many('>')}?>`],
    ['an instruction without end', `<?p ${many('? >')}`],
    ['instructions', many('<?p?>')],
    ['"&"', many('&')],
    ['"&" and letters', `&${many('a')}`],
    ['"&" and blanks', `&${many(' ')};`],
    ['a reference by number', `&#${many('0')};`],
    ['a reference by hexadecimal number', `&#x${many('4')};`],
    ['references', `<B>${many('&amp;')}</B>`],
    ['references in a wanted text', `<B><A>${many('&#65;')}</A></B>`],
    ['a text of blanks', `<B><A>x${many(' ')}y</A></B>`],
    ['a text of ">"', `<B>${many('>')}</B>`],
    ['a text of "]"', `<B>${many(']')}></B>`],
    ['a text without end', many('x>')],
    ['a doctype and blanks', `<!DOCTYPE${many(' ')}>`],
    ['a declaration of something', `<!${many(' ')}>`],
  ];
  const WHOLE: readonly (readonly [what: string, text: string])[] = [
    ['a declaration, blanks and a letter', `<?xml version="1.0"${many(' ')}x?><Document/>`],
    ['a declaration, blanks before "="', `<?xml version${many(' ')}x?><Document/>`],
    ['a declaration of version digits', `<?xml version="1.${many('0')}x"?><Document/>`],
    ['a declaration of an encoding of letters', `<?xml version="1.0" encoding="${many('A')}?><Document/>`],
    ['a declaration, blanks everywhere', `<?xml ${'version ='.padEnd(MILLION)}'1.0' ?><Document/>`],
    ['a doctype’s entities', `<!DOCTYPE a [${many('<!ENTITY a "&a;">')}]><Document/>`],
    ['blanks before it', `${many(' ')}x<Document/>`],
    ['blanks after it', `<Document xmlns="n"></Document>${many(' ')}x`],
    ['a root’s prefixes', `<Document xmlns="n"${numbered((n) => ` xmlns:p${n}="n"`)}></Document>`],
  ];

  test.each([
    ...HOSTILE.map(([what, text]) => [what, `<Document xmlns="n">${text}</Document>`] as const),
    ...WHOLE,
  ])('%s', (_, text) => {
    const bytes = Buffer.from(text);
    for (const size of [1 << 16, 1 << 22]) {
      const begun = process.cpuUsage();
      read(bytes, size);
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(MOST_MILLISECONDS);
    }
  });
});

describe('as libxml2 has it', () => {
  const PIECES = [
    '<B>',
    '</B>',
    '<A>',
    '</A>',
    '<A/>',
    ' a="1"',
    " b='>'",
    'x',
    'é',
    ' ',
    '\n',
    '&lt;',
    '&#65;',
    '&',
    ';',
    '<',
    '>',
    '/',
    '"',
    "'",
    '=',
    '!',
    '-',
    '--',
    '?',
    '[',
    ']',
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
    '<?p ',
    '?>',
    '#',
    'xml',
    '1',
    ':',
  ];
  const wellFormed = (bytes: Uint8Array): boolean => {
    try {
      XmlDocument.fromBuffer(bytes).dispose();
      return true;
    } catch {
      return false;
    }
  };

  test('what is accepted is well-formed, and what is well-formed is accepted', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }),
        fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>', ' ', '<!-- c -->'),
        fc.constantFrom('', '\n', '<!-- c -->', 'x', '<B/>'),
        fc.integer({ min: 1, max: 40 }),
        (pieces, before, after, size) => {
          const bytes = Buffer.from(`${before}<Document xmlns="n">${pieces.join('')}</Document>${after}`);
          // Prefixes are namespaces' affair.
          fc.pre(!bytes.includes(':'));
          const ours = read(bytes, size);
          if (typeof ours !== 'string') accepted++;
          expect(typeof ours !== 'string', `${bytes}: ${ours}`).toBe(wellFormed(bytes));
        },
      ),
      { numRuns: 5_000, seed: 4 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  test('bytes that were changed somewhere', () => {
    const good = Buffer.from(
      '<?xml version="1.0"?>\n<Document xmlns="n"><B a="1" b=\'2\'><!-- c --><A Ccy="MAD">5é&amp;</A><![CDATA[x]]></B>\n</Document>\n',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 60 }),
        (changes, size) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of changes) bytes[at] = byte;
          const text = bytes.toString('latin1');
          fc.pre(!text.includes(':') && text.includes('<Document ') && text.includes('xmlns="n"'));
          const ours = read(bytes, size);
          const refused = typeof ours === 'string';
          fc.pre(!refused || !/UTF-8 is expected/.test(ours));
          expect(!refused, `${text}: ${ours}`).toBe(wellFormed(bytes));
        },
      ),
      { numRuns: 5_000, seed: 4 },
    );
  });
});

describe('as saxes has it', () => {
  /** What `read` says of a document, or null when it is not well-formed. Saxes knows every prefix. */
  function readBySaxes(document: string): string[] | null {
    const said: string[] = [];
    const open: ('root' | 'B' | 'A' | null)[] = [];
    let [text, currency, faults] = ['', '', 0];
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', () => {
      faults++;
    });
    parser.on('opentag', ({ uri, local, attributes }) => {
      const around = open.at(-1);
      const is = (name: string, within: string) => uri === 'n' && local === name && around === within;
      open.push(open.length === 0 ? 'root' : is('B', 'root') ? 'B' : is('A', 'B') ? 'A' : null);
      if (open.at(-1) === 'B') said.push('<B>');
      if (open.at(-1) === 'A') [text, currency] = ['', attributes.Ccy?.value ?? ''];
    });
    const add = (more: string) => {
      if (open.at(-1) === 'A') text += more;
    };
    parser.on('text', add);
    parser.on('cdata', add);
    parser.on('closetag', () => {
      const ended = open.pop();
      if (ended === 'A') said.push(`B/A=${text.trim()}${currency === '' ? '' : ` ${currency}`}`);
      if (ended === 'B') said.push('</B>');
      if (ended === 'root') said.push('</>');
    });
    parser.write(document).close();
    return faults > 0 ? null : said;
  }

  const NAMES = ['A', 'B', 'A', 'B', 'p:A', 'p:B', 'q:A', 'q:B', 'C'];
  const DECLARED = [
    'xmlns="n"',
    'xmlns="m"',
    'xmlns=""',
    'xmlns:p="n"',
    'xmlns:p="m"',
    'xmlns:q="n"',
    'xmlns:q="m"',
  ];
  const ROOTS = [
    ['Document', 'xmlns="n" xmlns:p="m" xmlns:q="n"'],
    ['Document', 'xmlns="n" xmlns:p="n" xmlns:q="m"'],
    ['p:Document', 'xmlns="m" xmlns:p="n" xmlns:q="m"'],
    ['q:Document', 'xmlns:p="m" xmlns:q="n"'],
  ] as const;
  const declarations = fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.subarray(DECLARED, { minLength: 1, maxLength: 2 }).map((some) => {
        const once = new Map(some.map((one) => [one.split('=')[0], one]));
        return ['', ...once.values()].join(' ');
      }),
    },
  );
  const texts = fc.constantFrom('x', 'é', ' ', '&lt;', '&#65;', '<![CDATA[y]]>', '<!-- c -->', '<?i j?>');
  const { content: contents } = fc.letrec<{ element: string; content: string }>((tie) => ({
    element: fc
      .tuple(
        fc.constantFrom(...NAMES),
        declarations,
        fc.constantFrom('', ' Ccy="MAD"', ' a="1"'),
        tie('content'),
      )
      .map(([name, declared, more, inner]) =>
        inner === '' ? `<${name}${declared}${more}/>` : `<${name}${declared}${more}>${inner}</${name}>`,
      ),
    content: fc
      .array(fc.oneof({ maxDepth: 4, depthSize: 'medium' }, texts, tie('element'), tie('element')), {
        maxLength: 4,
      })
      .map((parts) => parts.join('')),
  }));

  test('elements, namespaces and texts of a document', () => {
    let said = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...ROOTS),
        contents,
        fc.integer({ min: 1, max: 40 }),
        ([root, declared], inner, size) => {
          const document = `<${root} ${declared}>${inner}</${root}>`;
          const theirs = readBySaxes(document);
          expect(read(Buffer.from(document), size), document).toEqual(theirs);
          said += (theirs ?? []).filter((one) => one.startsWith('B/A=')).length;
        },
      ),
      { numRuns: 10_000, seed: 4 },
    );
    expect(said).toBeGreaterThan(500);
  });

  test('one that lost a few characters somewhere', () => {
    let [refused, accepted] = [0, 0];
    fc.assert(
      fc.property(contents, fc.nat(), fc.integer({ min: 1, max: 3 }), (inner, from, length) => {
        const whole = `<Document xmlns="n" xmlns:p="m" xmlns:q="n">${inner}</Document>`;
        const at = whole.indexOf('>') + 1 + (from % (inner.length + 1));
        const document = whole.slice(0, at) + whole.slice(at + length);
        const theirs = readBySaxes(document);
        const ours = read(Buffer.from(document), 7);
        // A prefix that nobody declares is no fault of ours: sarf reads nothing that has it.
        fc.pre(
          theirs !== null || typeof ours === 'string' || !/[:]/.test(document.slice(whole.indexOf('>'))),
        );
        expect(typeof ours === 'string' ? null : ours, document).toEqual(theirs);
        if (theirs === null) refused++;
        else accepted++;
      }),
      { numRuns: 5_000, seed: 4 },
    );
    expect([refused > 500, accepted > 500]).toEqual([true, true]);
  });
});
