import { asTable } from './table';

test('columns are as wide as what they hold, numbers stand to the right, nothing has quotes', () => {
	const rows = [
		{ run: 'first run', reads: 12, detail: '' },
		{ run: 'last run', reads: 3, detail: 'quiet' },
	];
	expect(asTable(rows)).toBe('run        reads  detail\nfirst run     12\nlast run       3  quiet');
});

test('no line is longer than the width', () => {
	const lines = asTable([{ check: 'equal', detail: 'x'.repeat(200) }], 40).split('\n');
	expect(lines[1]).toHaveLength(40);
	expect(lines[1]).toMatch(/^equal {2}x+…$/);
});
