import type { Flow, Placed, Template } from '../flow';
import { door, ref } from '../flow';
import { deleteRows, deleteRowsOfAny, getRows, listTables, updateRows, upsertRow } from '../parts/dataTable';
import { firstPage, htmlPage, lastPage, page } from '../parts/forms';
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
	description:
		'For customers who never open n8n: a page behind a name and a password, on which they set syncs up, see how they do, pause and end them.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const choice = overview(flow);
		const whatToDo = flow.add(
			'What to Do',
			0,
			choose(
				ACTIONS.length,
				`={{ ${JSON.stringify(ACTIONS).replaceAll('"', "'").replaceAll(',', ', ')}.indexOf($json.action) }}`,
			),
		);
		flow.chain(choice, whatToDo);
		const ways = [setUp(flow), report(flow), syncNow(flow), pauseOrResume(flow), deactivate(flow)];
		ways.forEach((first, index) => flow.connect(door(whatToDo, index), first));
		flow.note(note('sync-page'));
	},
};

/** The last page of a way. */
function ending(flow: Flow, name: string, row: number, message: string): Placed {
	return flow.add(name, row, { ...lastPage(`={{ ${CHOICE}.name ?? '${TITLE}' }}`, message), executeOnce: true });
}

function overview(flow: Flow): Placed {
	const choice = flow.add('Choice', 0, code('choice'));
	flow.chain(
		flow.add(TITLE, 0, firstPage(FIRST_PAGE, 'contact-sync-page')),
		listTables(flow),
		flow.add('Configurations', 0, { ...getRows(PAGES.configurations), ...{ alwaysOutputData: true, executeOnce: true } }),
		flow.add('Overview Page', 0, code('overviewPage')),
		flow.add('Overview', 0, page(TITLE, 'Continue')),
		choice,
	);
	return choice;
}

/** What both accounts offer, the settings, and the map's check; the page comes again until all is good. */
function setUp(flow: Flow): Placed {
	const module = chosen('name', 'Contacts');
	const groups = flow.add('Google Groups', -2, {
		...ofResource('contactGroup', google('getAll', { returnAll: true })),
		...UNREADABLE,
	});
	const views = flow.add('List Views', -2, {
		...ofResource('listView', crm('getAll', { module, returnAll: true })),
		...UNREADABLE,
	});
	const fields = flow.add('CRM Fields', -2, {
		...ofResource('field', crm('getAll', { module, returnAll: true })),
		...UNREADABLE,
	});
	const read = "['Google Groups', 'List Views', 'CRM Fields'].map((node) => $(node).first().json)";
	const readable = flow.add('Readable?', -2, whenTrue(`={{ ${read}.every(({ error }) => !error) }}`));
	const problems = `={{ ${read}.filter(({ error }) => error).map(({ error, remedy = '' }) => [error, remedy].join('. ')).join('\\n') }}`;
	const cannot = flow.add('Cannot Set Up', -1, {
		...lastPage('The account cannot be read', problems),
		executeOnce: true,
	});
	const suggested = flow.add('Suggested Map', -2, reconcile('checkMap', { fieldMapFrom: 'json', fieldMapJson: '[]' }));
	const settingsPage = flow.add('Settings Page', -2, code('settingsPage'));
	const settings = flow.add('Settings', -2, page(TITLE, 'Save'));
	const answers = flow.add('Read Answers', -2, code('readAnswers'));
	const map = {
		direction: '={{ $json.answers.direction }}',
		fieldMapFrom: 'json',
		fieldMapJson: '={{ $json.answers.fieldMap }}',
	};
	const check = flow.add('Check Field Map', -2, reconcile('checkMap', map));
	const good = flow.add(
		'Good?',
		-2,
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
		ending(flow, 'Saved', -2, 'Saved. The sync starts within a minute.'),
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
	return [flow.add('Save', -2, saved), flow.add('Let It Run', -2, { ...letItRun, alwaysOutputData: true })];
}

function report(flow: Flow): Placed {
	const build = flow.add(
		'Report',
		0,
		reconcile('buildReport', {
			...{ title: `={{ ${CHOICE}.name }}`, report: `={{ ${CHOICE}.lastReport ?? '' }}` },
			notes: call('statusNotes', CHOICE, '$now.toMillis()', 'DateTime'),
		}),
	);
	flow.chain(build, flow.add('Status', 0, htmlPage('={{ $json.html }}')));
	return build;
}

function syncNow(flow: Flow): Placed {
	const now = flow.add('Sync Now', 1, updateRows(PAGES.configurations, [THIS_ONE], { dueAt: NOW, status: 'active' }));
	flow.chain(now, ending(flow, 'Started', 1, 'The sync starts within a minute.'));
	return now;
}

function pauseOrResume(flow: Flow): Placed {
	const status = "={{ $json.status === 'active' ? 'paused' : 'active' }}";
	const pause = flow.add('Pause or Resume', 2, updateRows(PAGES.configurations, [THIS_ONE], { status, dueAt: NOW }));
	const said = `={{ ${CHOICE}.status === 'active' ? 'Paused. Nothing is synced until it is resumed.' : 'Resumed. The sync starts within a minute.' }}`;
	flow.chain(pause, ending(flow, 'Paused or Resumed', 2, said));
	return pause;
}

/** Stops the configuration; then, as chosen, erases what is remembered and ends the access. */
function deactivate(flow: Flow): Placed {
	const question = flow.add(
		'Deactivate',
		4,
		page('Deactivate the sync', 'Deactivate', JSON.stringify(deactivateFields(), null, 2)),
	);
	const answered = flow.add('Answered?', 4, whenTrue('={{ $json.Also !== undefined }}'));
	const stop = flow.add('Stop', 4, {
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
	const stopped = flow.add('Stopped?', 4, whenRowChanged(true));
	const goingOn = lastPage('A sync is going on', 'Nothing was changed. Try again in some minutes, when it has ended.');
	flow.connect(door(stopped, 1), flow.add('Going On', 5, goingOn));
	flow.chain(question, answered, stop, stopped, ...erase(flow), endAccess(flow));
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
		flow.add('Erase State', 4, { ...state, alwaysOutputData: true }),
		flow.add('Erase Journal', 4, { ...journal, alwaysOutputData: true, executeOnce: true }),
	];
}

function endAccess(flow: Flow): Placed {
	const endGoogle = flow.add('End Google?', 4, {
		...whenTrue(`={{ ${isChosen(ALSO.google)} }}`),
		executeOnce: true,
	});
	const revokeGoogle = flow.add('Revoke Google', 3, {
		...ofResource('account', google('revokeAccess')),
		onError: 'continueRegularOutput',
	});
	const endCrm = flow.add('End CRM?', 4, whenTrue(`={{ ${isChosen(ALSO.crm)} }}`));
	const revokeCrm = flow.add('Revoke CRM', 3, {
		...ofResource('account', crm('revokeAccess')),
		onError: 'continueRegularOutput',
	});
	const answered = (revoke: Placed) => `${ref(revoke)}.isExecuted ? ${ref(revoke)}.first().json : undefined`;
	const ended = ending(flow, 'Ended', 4, call('ended', ALSO_CHOSEN, answered(revokeGoogle), answered(revokeCrm)));
	flow.chain(endGoogle, revokeGoogle, endCrm, revokeCrm, ended);
	flow.connect(door(endGoogle, 1), endCrm);
	flow.connect(door(endCrm, 1), ended);
	return endGoogle;
}
