import { DateTime } from 'luxon';

import { choice } from '../../workflows-templates/source/code/choice';
import { ended } from '../../workflows-templates/source/code/ended';
import { overviewPage } from '../../workflows-templates/source/code/overviewPage';
import { readAnswers } from '../../workflows-templates/source/code/readAnswers';
import { settingsPage } from '../../workflows-templates/source/code/settingsPage';
import type { Configuration } from '../../workflows-templates/source/code/shared/configuration';
import type { Field } from '../../workflows-templates/source/code/shared/fields';
import type { SettingsItem } from '../../workflows-templates/source/code/shared/settings';
import type { Item } from '../../workflows-templates/source/code/shared/scope';
import { statusNotes } from '../../workflows-templates/source/code/statusNotes';
import { codeScope } from './codeScope';

const SALES: Configuration = {
	...{ id: 1, name: 'Sales', syncName: 'sync-1', status: 'active', groupId: 'contactGroups/a', groupName: 'Customers' },
	...{
		module: 'Contacts',
		viewId: '7',
		viewName: 'All',
		direction: 'both',
		winner: 'crm',
		deletes: false,
		frequency: 'minutes',
		atTime: '06:00',
	},
	...{
		weekday: 1,
		fieldMap: '[]',
		tell: 'problems',
		dueAt: 0,
		leaseUntil: 0,
		lastRunId: null,
		lastSync: null,
		lastReport: null,
		lastError: null,
	},
};
const AT = '2026-01-05T12:00:00.000Z';

/** The fields that n8n would show: it reads them from the text that the node gives. */
function fieldsOf([{ json }]: Item[]): Field[] {
	return JSON.parse((json as { fields: string }).fields) as Field[];
}

function htmlOf(items: Item[]): string {
	return fieldsOf(items)
		.map(({ html = '' }) => html)
		.join('');
}

describe('the overview', () => {
	test('without a configuration it offers to set one up', () => {
		const [html, sync, what] = fieldsOf(overviewPage(codeScope([{}])));
		expect(html.html).toContain('No sync is set up yet');
		expect([sync.defaultValue, what.defaultValue]).toEqual(['New sync', 'Set up or change']);
	});

	test.each<[string, Partial<Configuration>]>([
		['Starts within a minute', {}],
		['Next sync: ', { dueAt: Date.now() + 60_000 }],
		['Paused', { status: 'paused' }],
		['Deactivated', { status: 'inactive' }],
		['A sync is going on', { status: 'paused', leaseUntil: Date.now() + 60_000 }],
		['Not synced yet', {}],
		['The last sync failed on Monday 5 January, ', { lastError: `${AT} No such list view` }],
		[': No such list view', { lastError: `${AT} No such list view`, lastReport: '{}' }],
	])('it says "%s" of a configuration', (said, change) => {
		expect(htmlOf(overviewPage(codeScope([{ ...SALES, ...change }])))).toContain(said);
	});

	test('it tells what the last sync did', () => {
		const counts = { created: 1, updated: 2, deleted: 3 };
		const report = {
			written: { google: counts, crm: { ...counts, created: 4 } },
			classes: { deferred: 5, failing: 6, conflicted: 8 },
			conflicts: 7,
		};
		const html = htmlOf(overviewPage(codeScope([{ ...SALES, lastSync: AT, lastReport: JSON.stringify(report) }])));
		expect(html).toContain('Google: 1 created, 2 updated, 3 deleted<br>CRM: 4 created, 2 updated, 3 deleted');
		expect(html).toContain('5 deferred, 6 failing, 7 conflicts decided, 8 left open');
	});

	test('names are neither HTML nor expressions nor patterns', () => {
		const items = overviewPage(codeScope([{ ...SALES, name: '<b>{{ 1 }} & $&' }]));
		expect(htmlOf(items)).toContain('&lt;b>&#123;&#123; 1 }} &amp; $&amp;');
		expect(items[0].json).toEqual({ fields: expect.not.stringContaining('$') });
	});

	test('a choice brings its configuration; no answer brings nothing', () => {
		const chosen = (answer: object) => choice(codeScope([answer], { Configurations: [SALES] })).map(({ json }) => json);
		expect(chosen({ Sync: 'Sales', 'What to do': 'Sync now' })).toEqual([{ ...SALES, action: 'Sync now' }]);
		expect(chosen({ Sync: 'New sync', 'What to do': 'Sync now' })).toEqual([{ action: 'Set up or change' }]);
		expect(chosen({})).toEqual([]);
	});
});

describe('the settings', () => {
	const nodes = {
		Choice: [{ action: 'Set up or change' }],
		Configurations: [SALES],
		'Google Groups': [
			{ resourceName: 'contactGroups/a', groupType: 'USER_CONTACT_GROUP', name: 'Customers' },
			{ resourceName: 'contactGroups/b', groupType: 'USER_CONTACT_GROUP', name: 'Customers' },
			{
				resourceName: 'contactGroups/myContacts',
				groupType: 'SYSTEM_CONTACT_GROUP',
				name: 'myContacts',
				formattedName: 'My Contacts',
			},
			{ resourceName: 'contactGroups/blocked', groupType: 'SYSTEM_CONTACT_GROUP', name: 'blocked' },
		],
		'List Views': [{ id: '7', name: 'All' }],
		'CRM Fields': [
			{ name: 'Title', label: 'Title', writable: true },
			{ name: 'Email', label: 'E-mail', writable: false },
		],
		'Suggested Map': [
			{
				googleFields: [
					{ value: 'workEmail', name: 'Work E-mail' },
					{ value: 'jobTitle', name: 'Job Title' },
					{ value: 'nickname', name: 'Nickname' },
				],
				suggestedRows: [{ googleField: 'workEmail', crmField: 'Email', direction: 'both' }],
			},
		],
	};
	const page = (more: object = {}) => settingsPage(codeScope([], { ...nodes, ...more }));
	const answersTo = (given: object, change: object = {}) => {
		const [{ json }] = page();
		return readAnswers(codeScope([given], { ...nodes, 'Settings Page': [{ ...json, ...change }] })).map(
			(item) => item.json,
		);
	};
	const GIVEN = {
		...{
			Name: 'Support',
			'Google contact group': 'My Contacts',
			'CRM list view': 'All',
			'Sync option': '1-Way: Google to CRM',
		},
		...{
			'Who overwrites when both sides changed the same field': 'Google',
			'How often': 'Every week',
			'Day (every week)': 'Friday',
		},
		...{
			'Time (every day or week)': ' 7:30 ',
			'Contacts deleted on one side': 'Delete on the other',
			'When to send a report': 'Never',
		},
		...{ 'Google: Work E-mail': 'E-mail (Email, read-only)' },
	};

	test('groups of one name are told apart, and those of the system are left out but one', () => {
		const group = fieldsOf(page()).find(({ fieldLabel }) => fieldLabel === 'Google contact group');
		const names = group?.fieldOptions?.values.map(({ option }) => option);
		expect(names).toEqual(['Customers (contactGroups/a)', 'Customers (contactGroups/b)', 'My Contacts']);
	});

	test('the map offers what is suggested or mapped, and every Google field when asked', () => {
		const mapped = (more: object) =>
			fieldsOf(page(more))
				.map(({ fieldLabel = '' }) => fieldLabel)
				.filter((label) => label.startsWith('Google: '));
		const saved = (more: boolean) => ({
			Choice: [{ ...SALES, more, fieldMap: JSON.stringify([{ googleField: 'jobTitle', crmField: 'Title' }]) }],
		});
		expect(mapped({})).toEqual(['Google: Work E-mail']);
		expect(mapped(saved(false))).toEqual(['Google: Work E-mail', 'Google: Job Title']);
		expect(mapped(saved(true))).toHaveLength(3);
	});

	test('what is answered becomes the columns of a configuration, beside the fields of the CRM', () => {
		const [first, second] = answersTo(GIVEN);
		expect(first).toMatchObject({ name: 'Title', wrong: [], again: false });
		expect(first).toMatchObject({
			answers: {
				...{
					name: 'Support',
					groupId: 'contactGroups/myContacts',
					groupName: 'My Contacts',
					viewId: '7',
					viewName: 'All',
				},
				...{
					direction: 'googleToCrm',
					winner: 'google',
					frequency: 'weeks',
					weekday: 5,
					atTime: '7:30',
					deletes: true,
					tell: 'never',
				},
				...{ syncName: expect.stringMatching(/^sync-\w+$/), more: false },
				fieldMap: JSON.stringify([{ googleField: 'workEmail', crmField: 'Email', direction: 'both' }]),
			},
		});
		expect(second).toEqual(nodes['CRM Fields'][1]);
	});

	test('a row of the map keeps what else is set in it', () => {
		const row = { googleField: 'workEmail', crmField: 'Email', direction: 'toCrm', transform: 'x' };
		expect(answersTo(GIVEN, { rows: [row] })[0]).toMatchObject({ answers: { fieldMap: JSON.stringify([row]) } });
	});

	test.each([
		['There is a sync of this name', { Name: 'Sales' }],
		['The sync has no name of its own', { Name: 'New sync' }],
		['The sync has no name of its own', { Name: '' }],
		['The time is none of a clock', { 'Time (every day or week)': '24:00' }],
		['The time is none of a clock', { 'Time (every day or week)': 'noon' }],
		['"How often" is not chosen', { 'How often': 'Every year' }],
	])('"%s" is told, and the page comes again with what was answered', (problem, change) => {
		const [first] = answersTo({ ...GIVEN, ...change });
		expect(first).toMatchObject({ wrong: [{ problem }] });
		const again = page({
			'Read Answers': [first],
			'Check Field Map': [{ problems: [{ problem: 'A < B', remedy: 'Choose' }] }],
		});
		expect(htmlOf(again)).toContain(`<b>${problem}.</b>`);
		expect(htmlOf(again)).toContain('<b>A &lt; B.</b> Choose');
		expect(fieldsOf(again).find(({ fieldLabel }) => fieldLabel === 'CRM list view')?.defaultValue).toBe('All');
	});

	test('asked for more fields, the page comes again with all of them; without an answer nothing is saved', () => {
		const [first] = answersTo({ ...GIVEN, More: ['Map more fields'] });
		expect(first).toMatchObject({ again: true, answers: { more: true } });
		const [{ json }] = page({ 'Read Answers': [first], 'Check Field Map': [{ problems: [] }] });
		expect((json as SettingsItem).map).toHaveLength(3);
		expect(answersTo({})).toEqual([]);
	});
});

test.each<[string, Partial<Configuration>]>([
	['Paused.', { status: 'paused' }],
	['Deactivated.', { status: 'inactive' }],
	['Next sync: Thursday 5 February, ', { dueAt: Date.parse('2026-02-05T12:00:00.000Z') }],
	['Next sync: Sunday 1 February, ', {}],
	['The last sync failed on Monday 5 January, ', { lastError: `${AT} No such list view` }],
])('above a report stands "%s"', (said, change) => {
	expect(statusNotes({ ...SALES, ...change }, Date.parse('2026-02-01T12:00:00.000Z'), DateTime)).toContain(said);
});

test('of a sync that is ended the last page says what was erased and whose access ended', () => {
	expect(ended([])).toMatch(/stay as they are.*\nThe journal of overwritten values is kept\.$/);
	const also = ['Erase what the sync remembers', 'Erase the journal'] as const;
	expect(
		ended([...also], { message: 'Google has ended it' }, { error: 'no answer' })
			.split('\n')
			.slice(1),
	).toEqual([
		...[
			'What it remembered is erased.',
			'The journal of what was overwritten in this contact group and list view is erased.',
		],
		...['Google has ended it', 'CRM: no answer'],
	]);
});
