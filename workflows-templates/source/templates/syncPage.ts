import type { Flow, Placed, Template } from '../flow';
import { door } from '../flow';
import { deleteRowsOfAny, getRows, updateRows, upsertRow, deleteRows } from '../parts/dataTable';
import { firstPage, htmlPage, lastPage, page } from '../parts/forms';
import { conflictsOf } from '../parts/journal';
import { chosen, crm, google, ofResource, reconcile } from '../parts/ownNodes';
import { choose, code, whenRowChanged, whenTrue } from '../parts/steps';
import { PAGES } from '../parts/tables';
import { ACTIONS, ALSO } from '../code/shared/choices';
import { call, note } from '../texts';

const TITLE = 'Contacts Synchronization';
const FIRST_PAGE = {
	path: 'contact-sync',
	title: TITLE,
	description: 'Keeps contacts of Google and of the CRM the same.',
	button: 'Open',
};
const CHOICE = "$('Choice').first().json";
const ANSWERS = "$('Read Answers').first().json";
const ALSO_CHOSEN = "($('Deactivate').first().json.Also ?? [])";
const NOW = '={{ $now.toMillis() }}';
const THIS_ONE = ['id', 'eq', '={{ $json.id }}'] as const;
const UNREADABLE = { executeOnce: true, onError: 'continueRegularOutput' } as const;

export const syncPage: Template = {
	file: 'sync-page',
	name: 'Contact Sync: Page',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const choice = overview(flow);
		const whatToDo = flow.add(
			'What to Do',
			[1100, 300],
			choose(
				ACTIONS.length,
				`={{ ${JSON.stringify(ACTIONS).replaceAll('"', "'").replaceAll(',', ', ')}.indexOf($json.action) }}`,
			),
		);
		flow.chain(choice, whatToDo);
		const done = { name: 'Done', position: [4000, 300] } as const;
		const ways = [
			setUp(flow, done),
			report(flow),
			syncNow(flow, done),
			pauseOrResume(flow, done),
			deactivate(flow, done),
		];
		ways.forEach((first, index) => flow.connect(door(whatToDo, index), first));
		flow.add(done.name, done.position, {
			...lastPage(`={{ ${CHOICE}.name ?? '${TITLE}' }}`, doneMessage()),
			executeOnce: true,
		});
		flow.note([-60, -260], [700, 380], note('sync-page'));
	},
};

function doneMessage(): string {
	const ifRun = (node: string, value: string, otherwise: string) =>
		`$('${node}').isExecuted ? $('${node}').first().json${value} : ${otherwise}`;
	return call(
		'done',
		CHOICE,
		`${ifRun('Deactivate', '.Also ?? []', '[]')}`,
		ifRun('Revoke Google', '', 'undefined'),
		ifRun('Revoke CRM', '', 'undefined'),
	);
}

function overview(flow: Flow): Placed {
	const choice = flow.add('Choice', [880, 300], code('choice'));
	flow.chain(
		flow.add(TITLE, [0, 300], firstPage(FIRST_PAGE, 'contact-sync-page')),
		flow.add('Configurations', [220, 300], { ...getRows(PAGES.configurations), alwaysOutputData: true }),
		flow.add('Overview Page', [440, 300], code('overviewPage')),
		flow.add('Overview', [660, 300], page(TITLE, 'Continue')),
		choice,
	);
	return choice;
}

/** What both accounts offer, the settings, and the map's check; the page comes again until all is good. */
function setUp(flow: Flow, done: Placed): Placed {
	const module = chosen('name', 'Contacts');
	const groups = flow.add('Google Groups', [1360, -200], {
		...ofResource('contactGroup', google('getAll', { returnAll: true })),
		...UNREADABLE,
	});
	const views = flow.add('List Views', [1580, -200], {
		...ofResource('listView', crm('getAll', { module, returnAll: true })),
		...UNREADABLE,
	});
	const fields = flow.add('CRM Fields', [1800, -200], {
		...ofResource('field', crm('getAll', { module, returnAll: true })),
		...UNREADABLE,
	});
	const read = "['Google Groups', 'List Views', 'CRM Fields'].map((node) => $(node).first().json)";
	const readable = flow.add('Readable?', [2020, -200], whenTrue(`={{ ${read}.every(({ error }) => !error) }}`));
	const problems = `={{ ${read}.filter(({ error }) => error).map(({ error, remedy = '' }) => [error, remedy].join('. ')).join('\\n') }}`;
	const cannot = flow.add('Cannot Set Up', [2240, 20], {
		...lastPage('The account cannot be read', problems),
		executeOnce: true,
	});
	const suggested = flow.add(
		'Suggested Map',
		[2240, -200],
		reconcile('checkMap', { fieldMapFrom: 'json', fieldMapJson: '[]' }),
	);
	const settingsPage = flow.add('Settings Page', [2460, -200], code('settingsPage'));
	const settings = flow.add('Settings', [2680, -200], page(TITLE, 'Save'));
	const answers = flow.add('Read Answers', [2900, -200], code('readAnswers'));
	const map = {
		direction: '={{ $json.answers.direction }}',
		fieldMapFrom: 'json',
		fieldMapJson: '={{ $json.answers.fieldMap }}',
	};
	const check = flow.add('Check Field Map', [3120, -200], reconcile('checkMap', map));
	const good = flow.add(
		'Good?',
		[3340, -200],
		whenTrue(`={{ $json.valid && ${ANSWERS}.wrong.length === 0 && !${ANSWERS}.again }}`),
	);
	flow.chain(
		groups,
		views,
		fields,
		readable,
		suggested,
		settingsPage,
		settings,
		answers,
		check,
		good,
		...save(flow),
		done,
	);
	flow.connect(door(readable, 1), cannot);
	flow.connect(door(good, 1), settingsPage);
	return groups;
}

function save(flow: Flow): Placed[] {
	const given = (column: string) => `={{ ${ANSWERS}.answers.${column} }}`;
	const asGiven = [
		'name',
		'syncName',
		'groupId',
		'groupName',
		'viewId',
		'viewName',
		'direction',
		'winner',
		'deletes',
		'frequency',
		'atTime',
		'weekday',
		'fieldMap',
		'tell',
	];
	const saved = upsertRow(PAGES.configurations, [['syncName', 'eq', given('syncName')]], {
		...Object.fromEntries(asGiven.map((column) => [column, given(column)])),
		...{ module: 'Contacts', status: 'active', dueAt: NOW },
	});
	const letItRun = updateRows(
		PAGES.configurations,
		[
			['syncName', 'eq', '={{ $json.syncName }}'],
			['leaseUntil', 'isEmpty'],
		],
		{ leaseUntil: 0 },
	);
	return [
		flow.add('Save', [3560, -280], saved),
		flow.add('Let It Run', [3780, -280], { ...letItRun, alwaysOutputData: true }),
	];
}

function report(flow: Flow): Placed {
	const conflicts = flow.add('Conflicts', [1360, 260], conflictsOf(PAGES.journal, "={{ $json.lastRunId ?? '' }}"));
	const build = flow.add(
		'Report',
		[1580, 260],
		reconcile('buildReport', {
			...{ title: `={{ ${CHOICE}.name }}`, report: `={{ ${CHOICE}.lastReport ?? '' }}` },
			notes: call('statusNotes', CHOICE, '$now.toMillis()', 'DateTime'),
		}),
	);
	flow.chain(conflicts, build, flow.add('Status', [1800, 260], htmlPage('={{ $json.html }}')));
	return conflicts;
}

function syncNow(flow: Flow, done: Placed): Placed {
	const now = flow.add(
		'Sync Now',
		[1360, 440],
		updateRows(PAGES.configurations, [THIS_ONE], { dueAt: NOW, status: 'active' }),
	);
	flow.chain(now, done);
	return now;
}

function pauseOrResume(flow: Flow, done: Placed): Placed {
	const status = "={{ $json.status === 'active' ? 'paused' : 'active' }}";
	const pause = flow.add(
		'Pause or Resume',
		[1360, 600],
		updateRows(PAGES.configurations, [THIS_ONE], { status, dueAt: NOW }),
	);
	flow.chain(pause, done);
	return pause;
}

/** Stops the configuration; then, as chosen, erases what is remembered and ends the access. */
function deactivate(flow: Flow, done: Placed): Placed {
	const question = flow.add(
		'Deactivate',
		[1360, 800],
		page('Deactivate the sync', 'Deactivate', JSON.stringify(deactivateFields(), null, 2)),
	);
	const answered = flow.add('Answered?', [1580, 800], whenTrue('={{ $json.Also !== undefined }}'));
	const stop = flow.add('Stop', [1800, 800], {
		...updateRows(
			PAGES.configurations,
			[
				['id', 'eq', `={{ ${CHOICE}.id }}`],
				['leaseUntil', 'lt', NOW],
			],
			{
				status: 'inactive',
				lastReport: `={{ ${isChosen(ALSO.state)} ? '' : ${CHOICE}.lastReport }}`,
			},
		),
		alwaysOutputData: true,
	});
	const stopped = flow.add('Stopped?', [2020, 800], whenRowChanged(true));
	const goingOn = lastPage('A sync is going on', 'Nothing was changed. Try again in some minutes, when it has ended.');
	flow.connect(door(stopped, 1), flow.add('Going On', [2240, 940], goingOn));
	flow.chain(question, answered, stop, stopped, ...erase(flow), endAccess(flow, done));
	return question;
}

function deactivateFields(): object[] {
	const html =
		'<p>The sync stops. Contacts stay as they are on both sides. Without the journal, nothing that syncs of this contact group or list view have overwritten can be undone any more. Ending the access to an account ends it for every sync of that account.</p>';
	const values = Object.values(ALSO).map((option) => ({ option }));
	return [
		{ fieldType: 'html', html },
		{ fieldLabel: 'Also', fieldType: 'checkbox', fieldOptions: { values } },
	];
}

function isChosen(choice: string): string {
	return `${ALSO_CHOSEN}.includes('${choice}')`;
}

function erase(flow: Flow): Placed[] {
	const state = deleteRows(PAGES.state, ['syncName', 'eq', `={{ ${isChosen(ALSO.state)} ? ${CHOICE}.syncName : '' }}`]);
	const scopes = [`${CHOICE}.groupId`, `${CHOICE}.module + '/' + ${CHOICE}.viewId`];
	const journal = deleteRowsOfAny(
		PAGES.journal,
		...scopes.map((scope) => ['scope', 'eq', `={{ ${isChosen(ALSO.journal)} ? ${scope} : '' }}`] as const),
	);
	return [
		flow.add('Erase State', [2240, 760], { ...state, alwaysOutputData: true }),
		flow.add('Erase Journal', [2460, 760], { ...journal, alwaysOutputData: true, executeOnce: true }),
	];
}

function endAccess(flow: Flow, done: Placed): Placed {
	const endGoogle = flow.add('End Google?', [2680, 760], {
		...whenTrue(`={{ ${isChosen(ALSO.google)} }}`),
		executeOnce: true,
	});
	const revokeGoogle = flow.add('Revoke Google', [2900, 680], {
		...ofResource('account', google('revokeAccess')),
		onError: 'continueRegularOutput',
	});
	const endCrm = flow.add('End CRM?', [3120, 760], whenTrue(`={{ ${isChosen(ALSO.crm)} }}`));
	const revokeCrm = flow.add('Revoke CRM', [3340, 680], {
		...ofResource('account', crm('revokeAccess')),
		onError: 'continueRegularOutput',
	});
	flow.chain(endGoogle, revokeGoogle, endCrm, revokeCrm, done);
	flow.connect(door(endGoogle, 1), endCrm);
	flow.connect(door(endCrm, 1), done);
	return endGoogle;
}
