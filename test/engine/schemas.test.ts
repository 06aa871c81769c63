import * as v from 'valibot';

import { ShownRunSchema } from '../../nodes/ContactReconcile/engine/model/run';
import { ApiNameSchema, CapSchema, PercentSchema, SyncSettingsSchema } from '../../nodes/ContactReconcile/engine/model/settings';
import { FullCheckHoursSchema } from '../../nodes/shared/protocol/parts';
import { noCounts } from '../../nodes/ContactReconcile/engine/record/sideCounts';
import { World } from './world';

/* Reports and settings that come in from outside: what is known is taken as it is, and anything else is named. */

const messages = (schema: v.GenericSchema, given: unknown): string[] => (v.safeParse(schema, given).issues ?? []).map(({ message }) => message);

const RUN = {
	...{ runId: 'run', startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:01:00.000Z', outcome: 'complete', attention: ['Look'] },
	...{ readings: { google: 'full', crm: 'changes' }, written: { google: noCounts(), crm: noCounts() }, conflicts: 1, overwritten: 0, classes: { inSync: 3 } },
	...{ contacts: 3, hints: ['Good'], summary: 'All well', preview: true },
	details: [{ class: 'failing', reason: 'Why', contact: 'Ann', googleId: 'a', crmId: null, code: 'X', nextTry: 'soon', conflicts: [{ field: 'Title', google: 'A', crm: 'B' }] }],
	decided: [{ contact: 'Ann', side: 'crm', field: 'Title', kept: 'A', replaced: 'B' }],
	changes: [{ side: 'google', op: 'create', contact: 'Ann', id: null, fields: [{ field: 'jobTitle', before: '', after: 'A' }] }],
};

describe('a report', () => {
	const [detail] = RUN.details;
	const [change] = RUN.changes;

	test('is taken as it is', () => {
		expect(v.parse(ShownRunSchema, RUN)).toEqual(RUN);
		for (const name of ['inSync', 'deferred', 'waiting', 'failing', 'excluded', 'ambiguous', 'detached', 'conflicted', 'notRepresentable']) {
			expect(v.is(ShownRunSchema, { ...RUN, details: [{ ...detail, class: name }] })).toBe(true);
		}
		for (const outcome of ['complete', 'partial', 'attention', 'refused', 'incomplete']) expect(v.is(ShownRunSchema, { ...RUN, outcome })).toBe(true);
		for (const op of ['create', 'update', 'delete', 'join']) expect(v.is(ShownRunSchema, { ...RUN, changes: [{ ...change, op }] })).toBe(true);
	});

	test.each([[null], [[]], ['none'], [5], [{ inSync: -1 }], [{ inSync: 1.5 }], [{ inSync: 1, failing: 'x' }]])('counts by class, and not %j', (classes) => {
		expect(messages(ShownRunSchema, { ...RUN, classes })).toEqual(['holds something other than counts by class']);
	});

	test.each([[1.5, 'is no whole number'], [-1, 'is below 0']])('does not count %p: it %s', (contacts, message) => {
		expect(messages(ShownRunSchema, { ...RUN, contacts })).toEqual([message]);
	});
});

describe('settings', () => {
	const row = { google: 'jobTitle', crm: 'Title', direction: 'both', transform: 'list' };
	const SETTINGS = { ...new World().settings, rows: [row], fixed: [{ crm: 'Lead_Source', value: 'Google' }], apart: [{ google: 'a', crm: '1' }], withoutEmail: 'sync' };

	test('are taken as they are', () => {
		expect(v.parse(SyncSettingsSchema, SETTINGS)).toEqual(SETTINGS);
		const choices = {
			direction: ['both', 'crmToGoogle', 'googleToCrm'],
			winner: ['crm', 'google', 'newest', 'none'],
			withoutEmail: ['leaveOut', 'link', 'sync'],
			rows: ['both', 'toGoogle', 'toCrm'].map((direction) => [{ ...row, direction }]),
		};
		for (const [name, values] of Object.entries(choices)) for (const value of values) expect(v.is(SyncSettingsSchema, { ...SETTINGS, [name]: value })).toBe(true);
		expect(messages(SyncSettingsSchema, { ...SETTINGS, syncName: '' })).toEqual(['is empty']);
	});

	test.each<[string, v.GenericSchema, unknown[], unknown[], string]>([
		['a cap', CapSchema, [1, 1_000_000], [0, 1_000_001, 1.5], 'it has to be a whole number from 1 to 1000000'],
		['hours', FullCheckHoursSchema, [1, 8_760], [0, 8_761], 'it has to be a whole number from 1 to 8760'],
		['a share', PercentSchema, [0, 0.5, 100], [-0.1, 100.1], 'it has to be a number from 0 to 100'],
	])('%s is in its range, the ends included', (_what, schema, good, bad, sentence) => {
		expect(good.filter((value) => !v.is(schema, value))).toEqual([]);
		for (const value of bad) expect(messages(schema, value)).toEqual([`is ${String(value)}; ${sentence}`]);
	});

	test('name a field of the CRM by its API name, or none', () => {
		expect(['', 'A', 'Last_Name', 'cf9_'].filter((name) => !v.is(ApiNameSchema, name))).toEqual([]);
		for (const name of ['9a', '_a', 'a b', 'Last-Name', ' ']) expect(messages(ApiNameSchema, name)).toEqual(['is no API name of a field']);
	});
});
