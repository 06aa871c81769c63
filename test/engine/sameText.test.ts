import fc from 'fast-check';

import { comparisonForm, equivalent } from '../../nodes/ContactReconcile/engine/values/normalise';
import { customField } from '../../nodes/GoogleContactsSync/fields/personEntries';
import type { FieldKind } from '../../nodes/shared/protocol';
import { bareEmail, emailForm } from '../../nodes/shared/values/email';
import { keyForm, noteForm, textForm } from '../../nodes/shared/values/text';
import { HISTORIES } from './histories';

const LETTERS = [
	...['a', 'B', 'é', 'e\u0301', 'ﬁ', 'Ａ', '１', 'ｶﾞ', '가', 'ß', 'İ', 'Σ', 'ʼn', 'ŉ', '²', '½', '①', '™', 'ª', '´', 'ⁿ', '㈱', '𝐀', 'ﷺ'],
	...["'", '’', '-', '‑', '–', '‐', '@', '.', '<', '>', ';', '"', '%40', 'mailto:', 'xn--', 'https://', 'www.', '/', ':80', '?', '#'],
	...[' ', '  ', '\u00a0', '\u3000', '\n', '\r\n', '\u2028', '\t', '\u0085'],
	...['👨', '👩', '🏽', '❤', '🏴', '\u{E0067}', '\u0301', '\u05BC'],
];
const INVISIBLE = ['\u200b', '\u200c', '\u200e', '\u200f', '\u202a', '\u202c', '\u2066', '\u2069', '\u2060', '\ufeff', '\u00ad', '\ufe0f', '\u034f', '\u{E0100}', '\u180b'];
const text = fc.oneof(
	fc.array(fc.constantFrom(...LETTERS, ...INVISIBLE, '\u200d'), { maxLength: 12 }).map((parts) => parts.join('')),
	fc.string({ unit: 'grapheme', maxLength: 20 }),
	fc.string({ unit: 'binary', maxLength: 20 }),
);
const KINDS: FieldKind[] = ['text', 'note', 'email', 'phone', 'country', 'date', 'url', 'number', 'boolean', 'picklist', 'multiPicklist', 'lookup', 'labels'];

describe.each(KINDS)('the comparison of a %s', (kind) => {
	test('F25: has forms that are their own form', () => {
		fc.assert(
			fc.property(text, (value) => {
				const form = comparisonForm(kind, value, 'DE');
				expect(comparisonForm(kind, form, 'DE')).toBe(form);
				expect(equivalent(kind, value, form, 'DE')).toBe(true);
			}),
			{ numRuns: 5 * HISTORIES },
		);
	});

	test('S90: takes no notice of marks that are not shown, wherever they stand', () => {
		fc.assert(
			fc.property(text, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...INVISIBLE)), { minLength: 1, maxLength: 4 }), (value, marks) => {
				const letters = [...value];
				for (const [place, mark] of marks) letters.splice(place % (letters.length + 1), 0, mark);
				expect(comparisonForm(kind, letters.join(''))).toBe(comparisonForm(kind, value));
			}),
			{ numRuns: 5 * HISTORIES },
		);
	});
});

test('F25: every character of Unicode has a form that is its own form, alone and after a letter', () => {
	const odd: string[] = [];
	for (let code = 0; code <= 0x10ffff; code++) {
		const character = String.fromCodePoint(code);
		if (!/(?!\p{Unified_Ideograph}|[\uAC00-\uD7A3])\p{Assigned}/u.test(character) || /\p{Private_Use}/u.test(character)) continue;
		for (const form of [textForm, noteForm, keyForm]) {
			for (const value of [character, `a${character}`]) {
				if (form(form(value)) !== form(value)) odd.push(`${form.name} ${code.toString(16)}`);
			}
		}
	}
	expect(odd).toEqual([]);
});

test.each<[FieldKind, string, string]>([
	['text', 'Ann\u200bLee', 'AnnLee'],
	['text', 'Ann\u00a0 Lee', 'Ann Lee'],
	['text', 'Ａｎｎ１２', 'Ann12'],
	['text', 'o\ufb03ce', 'office'],
	['text', 'ｶﾞ', 'ガ'],
	['text', 'co\u2011op', 'co-op'],
	['text', '❤\ufe0f', '❤'],
	['text', 'Main St 1 \u2028Flat 2', 'Main St 1\nFlat 2'],
	['note', 'a \r\nb', 'a\nb'],
	['email', 'Ann Lee <ann@example.org>', 'ANN@example.org'],
	['email', 'mailto:ann%40example.org?subject=Hi', 'ann@example.org'],
	['email', '<mailto:ann@example.org>', 'ann@example.org'],
	['email', '"ann@example.org";', 'ann@example.org'],
	['email', 'ann@example.org.', 'ann@example.org'],
	['email', 'ann@b\u00fccher.example', 'ann@xn--bcher-kva.example'],
	['email', 'ann@BU\u0308CHER.example', 'ann@xn--bcher-kva.example'],
	['email', 'ann＠example．org', 'ann@example.org'],
	['picklist', 'Gold\u200b', 'Gold'],
	['lookup', 'ACME\u00a0Ltd', 'Acme Ltd'],
	['lookup', "O'Neil – Sons", 'O’Neil - Sons'],
	['url', 'EXAMPLE.org', 'https://www.example.org/'],
	['url', 'https://example.org:443/a', 'http://example.org:80/a/'],
	['url', 'http://b\u00fccher.example', 'xn--bcher-kva.example'],
	['url', 'example.org/ü', 'example.org/%C3%BC'],
	['number', '1.50', '1.5'],
	['number', '+007', '7'],
	['number', '-0.0', '0'],
	['number', '９', '9'],
])('S90: as a %s %j and %j are the same', (kind, a, b) => {
	expect(equivalent(kind, a, b)).toBe(true);
});

test.each<[FieldKind, string, string]>([
	['text', '30 m²', '30 m2'],
	['text', '½', '1/2'],
	['text', 'Ann Lee', 'ann lee'],
	['text', 'O\'Neil', 'ONeil'],
	['text', '👨\u200d👩\u200d👧', '👨👩👧'],
	['text', 'Main St 1\nFlat 2', 'Main St 1 Flat 2'],
	['note', 'a\n\nb', 'a\nb'],
	['note', 'a    b', 'a b'],
	['email', 'ann.lee@example.org', 'annlee@example.org'],
	['email', '\u0430nn@example.org', 'ann@example.org'],
	['url', 'example.org/A', 'example.org/a'],
	['url', 'https://example.org:8080', 'https://example.org'],
	['url', 'ftp://example.org', 'http://example.org'],
	['number', '9007199254740993', '9007199254740992'],
	['number', '0x1F', '31'],
	['number', '1e2', '100'],
	['number', ' ', '0'],
	['lookup', 'Acme', 'Acme 2'],
])('S90: as a %s %j and %j are not the same', (kind, a, b) => {
	expect(equivalent(kind, a, b)).toBe(false);
});

test('what things are known by counts joined emoji as their parts', () => {
	expect(keyForm('👨\u200d👩')).toBe(keyForm('👨👩'));
	expect(keyForm('Straße ｘ²')).toBe(keyForm('STRASSE X2'));
});

test('an address is spelled as in the text that holds it', () => {
	expect(bareEmail('Ann Lee <Ann@B\u00fccher.example>;')).toBe('Ann@B\u00fccher.example');
	expect(bareEmail('no address')).toBe('no address');
});

test('nothing longer than a value can sensibly be is examined', () => {
	const long = '7'.repeat(100_000);
	const started = performance.now();
	for (const kind of ['email', 'phone', 'url', 'country', 'number'] as const) comparisonForm(kind, `${long} `, 'DE');
	expect(performance.now() - started).toBeLessThan(2_000);
});

test('S90: a field of an own label is known by a label that looks the same, and keeps it', () => {
	const person = { userDefined: [{ key: 'V\u200bIP', value: 'Yes' }, { key: 'vip', value: 'other' }] };
	const field = customField('VIP');
	expect(field.read(person)).toBe('Yes');
	field.write(person, 'No');
	expect(person.userDefined).toEqual([{ key: 'V\u200bIP', value: 'No' }, { key: 'vip', value: 'other' }]);
});

test.each([
	['blanks in a note', () => noteForm(`a${' '.repeat(200_000)}b`)],
	['signs before an address', () => emailForm(`${';'.repeat(200_000)}ann@example.org`)],
])('%s, however many, are looked at once', (_what, form) => {
	const start = Date.now();
	form();
	expect(Date.now() - start).toBeLessThan(2_000);
});
