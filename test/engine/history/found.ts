import { ROLE } from './hazards';
import { CALM } from './play';
import type { History, Step } from './steps';
import { FULL_MAP } from './steps';

/** Histories that once broke a property; each led to a change of the engine, or of the property, and is played again every time. */
export const FOUND: History[] = [
	// F19: a record is restored, and its counterpart deleted, before the next run: it was deleted again, on one side only.
	found([
		{ do: 'delete', side: 'google', who: 0 },
		run({ after: 2, incomplete: 'crm' }),
		{ do: 'delete', side: 'crm', who: 0 },
		{ do: 'restore', side: 'google', who: 0 },
	]),
	// F10: a broken listing shows the end of the old ids, not the merged contact; when that came, it looked stale.
	found([
		{ do: 'create', side: 'google', email: 0, inScope: true },
		{ do: 'merge', side: 'google', who: 1, other: 0 },
		run({ after: 2, incomplete: 'google', faults: ['refused'] }),
	]),
	// F11: somebody without an address is created again in the CRM, and the run breaks off: nothing finds the record.
	found([
		{ do: 'settings', change: { match: { google: 'homeEmail', crm: 'Secondary_Email' } } },
		run({ after: 2, meanwhile: { do: 'edit', side: 'google', who: 0, row: 0, value: 'own' } }),
		{ do: 'delete', side: 'crm', who: 0 },
		run({ after: 2, crash: { afterWrites: 1, keeps: 'nothing' } }),
	]),
	// F21: a field is mapped, the listing that is to show it breaks off, and the next run reads changes only.
	found(
		[
			{ do: 'edit', side: 'crm', who: 1, row: 3, value: 0 },
			{ do: 'settings', change: { rows: emailRows() } },
			run({ after: 2 }),
			{ do: 'settings', change: { rows: [{ google: 'workPhone', crm: 'Phone', direction: 'toCrm' }, ...emailRows()] } },
			run({ after: 2, incomplete: 'crm' }),
			{ do: 'email', side: 'google', who: 0, email: 0, home: false },
		],
		true,
	),
	// F2: a contact outside the group is deleted, and asked for by id in every run from then on.
	found([
		{ do: 'lose', how: 'erased' },
		{ do: 'move', side: 'google', who: 0, silently: false },
		run({ after: 2, incomplete: 'crm' }),
		run({ after: 2 }),
		{ do: 'move', side: 'crm', who: 0, silently: false },
		{ do: 'delete', side: 'google', who: 0 },
		{ do: 'create', side: 'google', email: 8, inScope: true },
	]),
	// F19: a field that was empty when the pair was made is filled, and the other record deleted, before the next run.
	found([
		{ do: 'create', side: 'google', email: 7, inScope: true },
		run({}),
		{ do: 'edit', side: 'google', who: 1, row: 5, value: 'own' },
		{ do: 'delete', side: 'crm', who: 1 },
	]),
	// F19: two records that differ, as nobody is to win, and one of them goes into another by a merge.
	found(
		[
			{ do: 'merge', side: 'crm', who: 1, other: 0 },
			{ do: 'merge', side: 'crm', who: 0, other: 3 },
			run({ after: 2 }),
		],
		true,
		{ people: 2, unique: true },
		{ winner: 'none', deleteFloor: 0 },
	),
	// F11: a run that made a contact in Google breaks off; its record leaves the view and gets another address.
	found(
		[
			{ do: 'create', side: 'crm', email: 8, inScope: true },
			{ do: 'merge', side: 'crm', who: 2, other: 0 },
			{ do: 'delete', side: 'crm', who: 5 },
			run({ full: true, after: 2, crash: { afterWrites: 1, keeps: 'nothing' } }),
			{ do: 'email', side: 'crm', who: 5, email: 0, home: false },
			{ do: 'delete', side: 'crm', who: 0 },
			{ do: 'move', side: 'crm', who: 3, silently: false },
			{ do: 'expire', side: 'crm' },
		],
		false,
		{ people: 4, shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F10: a deletion that was refused; the record comes back from the recycle bin and leaves the view before a full check.
	found(
		[
			{ do: 'delete', side: 'crm', who: 0 },
			run({ after: 15, crash: { afterWrites: 0, keeps: 'nothing' } }),
			run({ after: 15 }),
			run({ after: 15 }),
			{ do: 'restore', side: 'crm', who: 0 },
			{ do: 'move', side: 'crm', who: 5, silently: false },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F11: a run that made a contact in Google breaks off; the contact gets another person's address, and the next listing
	// breaks off before the record that it was made for.
	found(
		[
			{ do: 'delete', side: 'google', who: 0 },
			{ do: 'create', side: 'crm', email: 2, inScope: true },
			run({ after: 2, crash: { afterWrites: 1, keeps: 'nothing' } }),
			{ do: 'email', side: 'google', who: 5, email: 0, home: false },
			run({ after: 2, incomplete: 'crm' }),
			{ do: 'edit', side: 'google', who: 0, row: 0, value: 0 },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 1 },
	),
	// F21: two rows read one field, one of them writes to it, and both were written in one run: the other counted as agreed.
	found(
		[
			{ do: 'edit', side: 'google', who: 1, row: 4, value: 'clear' },
			{ do: 'settings', change: { rows: [ROLE, { google: 'jobTitle', crm: 'Title', direction: 'both' }, ...emailRows()] } },
			{ do: 'delete', side: 'google', who: 2 },
			{ do: 'edit', side: 'google', who: 0, row: 0, value: 'own' },
		],
		true,
		{ view: true, shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F7: a field is un-mapped and its record's counterpart merged away; the listing that is to show it once more breaks off.
	found(
		[
			{ do: 'interval', side: 'google', who: 0, other: 0, row: 0, typed: true, merge: true },
			run({ after: 2, incomplete: 'crm', faults: ['refused'] }),
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F7: the same, and the counterpart is missing from two listings before its deletion is told, and carried out later still.
	found(
		[
			{ do: 'interval', side: 'google', who: 0, other: 0, row: 0, typed: true, merge: true },
			run({ full: true }),
			run({ after: 700 }),
			{ do: 'settings', change: { rows: emailRows() } },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F7: a field is un-mapped and its record's counterpart deleted; what was typed into it shows only in a later listing.
	found(
		[
			{ do: 'interval', side: 'google', who: 0, other: 0, row: 0, typed: true, merge: true },
			run({ after: 2, lag: { google: 0, crm: 5 }, crash: { afterWrites: 0, keeps: 'plan' } }),
			run({ after: 2 }),
			{ do: 'lose', how: 'erased' },
		],
		true,
		{ shortTitle: true },
	),
	// F2: what was kept of an un-mapped field for the journal stayed when the record had a counterpart again.
	{
		...found([
			{ do: 'settings', change: { onlyEmailAsWork: false } },
			{ do: 'interval', side: 'google', who: 3, other: 0, row: 0, typed: false, merge: true },
			{ do: 'email', side: 'crm', who: 0, email: 0, home: true },
			{ do: 'delete', side: 'crm', who: 3 },
		], false, { shortTitle: true }, { deleteFloor: 0, onlyEmailAsWork: true }),
		people: 2,
	},
	// F1: who is to be created again shares an address knowingly, and another one with a contact that was set aside: found each time.
	{
		...found([
			{ do: 'merge', side: 'crm', who: 1, other: 0 },
			run({ after: 2, crash: { afterWrites: 1, keeps: 'nothing' } }),
			{ do: 'email', side: 'google', who: 0, email: 1, home: false },
			{ do: 'merge', side: 'crm', who: 1, other: 0 },
			{ do: 'merge', side: 'crm', who: 0, other: 3 },
			{ do: 'label', who: 0, field: 'workEmail', label: '' },
		], true, { shortTitle: true }, { deleteFloor: 0 }),
		people: 2,
	},
	// P11: two were linked by an address of somebody in sync who is called like them on the side where the address is not.
	found(
		[
			{ do: 'edit', side: 'crm', who: 5, row: 0, value: 'own' },
			{ do: 'delete', side: 'crm', who: 4 },
			run({ after: 2, incomplete: 'crm' }),
			{ do: 'create', side: 'crm', email: 8, inScope: true },
			{ do: 'swap', side: 'google', who: 0, other: 1 },
			{ do: 'create', side: 'google', email: 0, inScope: true },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0 },
	),
	// S15: in the middle of a swap the sync carries over a title that takes the record out of its list view: rightly left alone.
	{
		...found([
			{ do: 'edit', side: 'google', who: 0, row: 4, value: 2 },
			{ do: 'slowSwap', who: 3, other: 0, after: 2 },
			{ do: 'move', side: 'google', who: 0, silently: false },
		], true, { shortTitle: true }, { deleteFloor: 0, cap: 500 }),
		people: 2,
	},
	// P11: one of two namesakes on each side shared an address with somebody yet to be read, so that the other was linked by guess.
	{
		...found([
			{ do: 'merge', side: 'crm', who: 2, other: 1 },
			{ do: 'scope', side: 'google' },
			{ do: 'delete', side: 'google', who: 1 },
			{ do: 'edit', side: 'google', who: 0, row: 0, value: 'own' },
		], true, { shortTitle: true }, { deleteFloor: 0 }),
		people: 2,
	},
	// S15: one of two entries with one address was edited, and the other one taken for both.
	{
		...found([
			{ do: 'swap', side: 'google', who: 0, other: 5 },
			{ do: 'email', side: 'google', who: 1, email: 0, home: true },
			{ do: 'again', side: 'google', who: 2, row: 0, fault: 'lostAfter' },
			{ do: 'slowSwap', who: 0, other: 1, after: 2 },
			{ do: 'delete', side: 'google', who: 0 },
		], false, { shortTitle: true }, { deleteFloor: 0, cap: 500 }),
		people: 4,
	},
	// F12: a given name was taken for the family name by a row that is mapped no more, and written as both.
	found(
		[
			{ do: 'create', side: 'crm', email: 8, inScope: true },
			{ do: 'settings', change: { rows: [{ google: 'givenName', crm: 'First_Name', direction: 'toGoogle' }, ...emailRows()] } },
			run({ after: 2, crash: { afterWrites: 1, keeps: 'nothing' } }),
			{ do: 'label', who: 0, field: 'workEmail', label: '' },
		],
		false,
		{ storage: { google: 'shouts', crm: 'faithful' }, shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F2: a list that no mapped field was a slot of any more stayed remembered until its contact was read again.
	found(
		[
			run({ faults: ['refused'] }),
			run({}),
			{ do: 'interval', side: 'google', who: 0, other: 5, row: 0, typed: false, merge: true },
			{ do: 'settings', change: { rows: [{ google: 'familyName', crm: 'Last_Name', direction: 'toCrm' }, ...emailRows()] } },
			run({ incomplete: 'google' }),
			{ do: 'edit', side: 'google', who: 0, row: 3, value: 'own' },
			{ do: 'delete', side: 'crm', who: 0 },
		],
		true,
		{ people: 2, shortTitle: true },
		{ deleteFloor: 0 },
	),
	// F2: the same, of a contact that is kept though its counterpart is deleted.
	found(
		[
			{ do: 'forbid', side: 'crm', who: 0 },
			{ do: 'settings', change: { rows: [ROLE, ...emailRows()] } },
			{ do: 'again', side: 'crm', who: 0, row: 0, fault: 'lostBefore' },
		],
		false,
		{ view: false },
		{ cap: 500, firstCap: 500, fullCheckHours: 24 },
	),
	// F15: people who can only be written together in the CRM go together in Google too, beyond the cap there.
	found(
		[
			{ do: 'slowSwap', who: 0, other: 2, after: 15 },
			{ do: 'slowSwap', who: 0, other: 1, after: 2 },
			{ do: 'edit', side: 'crm', who: 2, row: 7, value: 'own' },
			{ do: 'tool', who: 0, row: 7 },
		],
		false,
		{ people: 3, unique: true, view: false },
		{ firstCap: 500 },
	),
	// S15: two people who had swapped their addresses on both sides, unseen, swapped them back on one side.
	found(
		[
			{ do: 'swap', side: 'crm', who: 1, other: 0 },
			{ do: 'swap', side: 'google', who: 0, other: 1 },
			{ do: 'slowSwap', who: 1, other: 0, after: 2 },
		],
		false,
		{ people: 2, view: false },
		{ cap: 500, firstCap: 500 },
	),
	// F9: one of two equal addresses was edited, which is an edit.
	found(
		[
			{ do: 'email', side: 'google', who: 1, email: 1, home: true },
			run({}),
			{ do: 'delete', side: 'crm', who: 1 },
			{ do: 'email', side: 'google', who: 1, email: 8, home: false },
		],
		false,
		{ people: 2, view: false },
		{ cap: 500, firstCap: 500 },
	),
	// F1: an entry that a user had removed since the reading was not written, and counted as written.
	found([{ do: 'edit', side: 'crm', who: 0, row: 4, value: 0 }, run({ meanwhile: { do: 'edit', side: 'google', who: 0, row: 4, value: 'clear' } })]),
	// F11: who is to be created again got an address of somebody else, and shared another one: nothing was looked up.
	found(
		[
			{ do: 'again', side: 'google', who: 0, row: 5, fault: 'lostBefore' },
			{ do: 'create', side: 'crm', email: 0, inScope: true },
			{ do: 'email', side: 'google', who: 0, email: 8, home: false },
			{ do: 'email', side: 'crm', who: 0, email: 8, home: true },
		],
		false,
		{ people: 2, view: false },
		{ cap: 500, firstCap: 500 },
	),
	// F11: a listing that lagged behind showed somebody whom users had deleted since, and whom no memory knew.
	found(
		[
			{ do: 'lose', how: 'corrupt' },
			{ do: 'email', side: 'google', who: 0, email: 2, home: false },
			run({ incomplete: 'google' }),
			{ do: 'delete', side: 'google', who: 0 },
			run({ after: 2, lag: { google: 3, crm: 5 } }),
		],
		false,
		{ view: false },
		{ cap: 500, firstCap: 500 },
	),
	// F21: the private address of a contact was nobody's, as the other one, without a label, stood for it; the CRM's was cleared.
	found(
		[
			{ do: 'email', side: 'crm', who: 2, email: 3, home: true },
			{ do: 'swap', side: 'google', who: 0, other: 2 },
			{ do: 'create', side: 'google', email: 3, inScope: false },
			{ do: 'delete', side: 'google', who: 0 },
			{ do: 'delete', side: 'google', who: 0 },
			{ do: 'merge', side: 'google', who: 1, other: 0 },
			{ do: 'label', who: 0, field: 'workEmail', label: '' },
		],
		false,
		{ people: 3, view: false },
		{ cap: 500, firstCap: 500 },
	),
	// F19: one entry of Google was both of two equal addresses.
	found([{ do: 'email', side: 'crm', who: 0, email: 0, home: true }, run({}), { do: 'delete', side: 'crm', who: 0 }]),
	// F12: a given name that Google stored in its own way was taken for the family name, and written as both.
	found(
		[
			{ do: 'create', side: 'crm', email: 8, inScope: true },
			{
				do: 'settings',
				change: { rows: [{ google: 'givenName', crm: 'First_Name', direction: 'both' }, { google: 'familyName', crm: 'Last_Name', direction: 'toCrm' }, ...emailRows()] },
			},
			run({ crash: { afterWrites: 2, keeps: 'plan' } }),
		],
		false,
		{ storage: { google: 'shouts', crm: 'faithful' }, view: false },
		{ cap: 500, firstCap: 500 },
	),
	// F10: by a clock that went back the record that took another one in looked older than what was known of it.
	found([{ do: 'clock', side: 'crm', minutes: 30 }, { do: 'merge', side: 'crm', who: 0, other: 1 }, { do: 'slowSwap', who: 0, other: 1, after: 2 }], true, { people: 3, shortTitle: true }, { deleteFloor: 1 }),
	// F8: an address was entered beside the one that the field had become, and the contact was deleted after its record.
	found(
		[
			{ do: 'slowSwap', who: 0, other: 3, after: 2 },
			{ do: 'email', side: 'google', who: 0, email: 0, home: false },
			{ do: 'delete', side: 'crm', who: 0 },
			{ do: 'edit', side: 'crm', who: 0, row: 0, value: 0 },
		],
		true,
		{ silent: 1, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'sync', linkByName: true },
	),
	// F11: the number of somebody in sync stood whole in the CRM alone, as Google had cut it, and was not looked for there.
	found(
		[
			{ do: 'create', side: 'google', email: 0, inScope: true },
			{ do: 'silent', side: 'crm', name: 1, phone: 0, inScope: true },
			{ do: 'again', side: 'crm', who: 0, row: 0, fault: 'lostAfter' },
			{ do: 'merge', side: 'google', who: 1, other: 0 },
			{ do: 'silent', side: 'google', name: 1, phone: 0, inScope: false },
			{ do: 'move', side: 'google', who: 5, silently: false },
			{ do: 'move', side: 'google', who: 0, silently: false },
		],
		true,
		{ silent: 1, shortTitle: true, storage: { google: 'truncates', crm: 'faithful' } },
		{ deleteFloor: 0, withoutEmail: 'sync', linkByName: true },
	),
	// A CRM record that shows nothing of the mapped fields made an empty contact.
	found([{ do: 'settings', change: { rows: emailRows() } }, { do: 'lose', how: 'erased' }, run({ after: 2 })], false, { silent: 3 }, { withoutEmail: 'sync', linkByName: true }),
	// F9: beside an address that was agreed on another one is entered, and the counterpart deleted: an edit brings it back.
	found(
		[
			{ do: 'delete', side: 'google', who: 1 },
			{ do: 'email', side: 'google', who: 1, email: 0, home: true },
			{ do: 'tool', who: 0, row: 4 },
			{ do: 'entry', who: 5, kind: 'email', adds: true },
			{ do: 'delete', side: 'crm', who: 5 },
			{ do: 'expire', side: 'google' },
		],
		true,
		{ people: 2, silent: 1, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'sync', linkByName: true },
	),
	// F21: of two addresses under one label, one is edited to the other.
	found(
		[
			{ do: 'email', side: 'crm', who: 0, email: 8, home: false },
			{ do: 'email', side: 'crm', who: 0, email: 0, home: true },
			run({ after: 2 }),
			{ do: 'email', side: 'google', who: 0, email: 8, home: true },
			{ do: 'edit', side: 'google', who: 0, row: 0, value: 0 },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F21: an address that the CRM holds in two fields is cleared in one of them, and written to the list, in one run.
	found(
		[
			{ do: 'delete', side: 'crm', who: 0 },
			{ do: 'email', side: 'crm', who: 0, email: 1, home: true },
			{ do: 'silence', side: 'google', who: 1 },
			{ do: 'restore', side: 'google', who: 0, untouched: false },
		],
		true,
		{ people: 2, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F1: who waits for another's unique address shows, as the only one, a value of a plain field that the other one wants too.
	found(
		[
			{ do: 'swap', side: 'google', who: 5, other: 0 },
			{ do: 'slowSwap', who: 3, other: 0, after: 2 },
			{ do: 'edit', side: 'google', who: 3, row: 7, value: 0 },
			run({ after: 2, meanwhile: { do: 'edit', side: 'crm', who: 0, row: 7, value: 0 } }),
			{ do: 'entry', who: 0, kind: 'email', adds: false },
		],
		true,
		{ people: 4, unique: true, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F11: of a record that got an address the clock that went back makes the edit doubtful, and somebody of that address is created.
	found(
		[
			{ do: 'create', side: 'crm', email: 7, inScope: true },
			{ do: 'clock', side: 'google', minutes: 30 },
			{ do: 'email', side: 'google', who: 0, email: 7, home: false },
			run({ after: 2 }),
			{ do: 'interval', side: 'google', who: 0, other: 0, row: 0, typed: false, merge: true },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F1, F11: of a person without an address only a part of the name goes to the CRM, where nothing found them again.
	found(
		[
			{ do: 'settings', change: { rows: withoutFamilyNames() } },
			run({ after: 2, meanwhile: { do: 'edit', side: 'google', who: 1, row: 0, value: 'own' } }),
			run({ after: 2, crash: { afterWrites: 1, keeps: 'nothing' } }),
		],
		true,
		{ silent: 3, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'sync', linkByName: true },
	),
	// F1: an address that the CRM cleared leaves another entry in its place, and somebody enters a new one under the label.
	found(
		[
			{ do: 'silence', side: 'crm', who: 0 },
			{ do: 'slowSwap', who: 1, other: 0, after: 2 },
			{ do: 'email', side: 'google', who: 0, email: 0, home: true },
			{ do: 'slowSwap', who: 0, other: 0, after: 2 },
		],
		true,
		{ people: 2, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F21: of two addresses under one label, after the memory is lost, nobody tells which field the second one is.
	found(
		[
			{ do: 'interval', side: 'crm', who: 5, other: 3, row: 0, typed: false, merge: true },
			{ do: 'settings', change: { rows: emailRows() } },
			{ do: 'delete', side: 'google', who: 1 },
			{ do: 'restore', side: 'crm', who: 0, untouched: false },
			{ do: 'again', side: 'google', who: 3, row: 0, fault: 'lostAfter' },
			{ do: 'restore', side: 'google', who: 0, untouched: false },
			{ do: 'lose', how: 'erased' },
			{ do: 'clock', side: 'google', minutes: 1 },
		],
		true,
		{ people: 4, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F19: under another setting nothing is agreed on addresses, and the record is deleted with its counterpart.
	found(
		[
			{ do: 'settings', change: { onlyEmailAsWork: true } },
			{ do: 'delete', side: 'crm', who: 0 },
			{ do: 'silence', side: 'google', who: 0 },
			run({ after: 2, incomplete: 'crm', crash: { afterWrites: 1, keeps: 'plan' } }),
			{ do: 'entry', who: 0, kind: 'phone', adds: false },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F21: an address is cleared in one field of the CRM and filled in another in one run, and Google holds it twice.
	found(
		[
			{ do: 'email', side: 'google', who: 0, email: 0, home: true },
			{ do: 'silence', side: 'crm', who: 0 },
			{ do: 'restore', side: 'google', who: 0, untouched: false },
		],
		true,
		{ shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true },
	),
	// F8: an address under the label of a field that another entry is stands in the journal of a deletion as a further one.
	found(
		[
			{ do: 'move', side: 'google', who: 0, silently: false },
			{ do: 'swap', side: 'google', who: 1, other: 4 },
			{ do: 'email', side: 'crm', who: 2, email: 0, home: true },
			{ do: 'edit', side: 'crm', who: 3, row: 3, value: 0 },
			{ do: 'delete', side: 'google', who: 3 },
			{ do: 'edit', side: 'google', who: 2, row: 0, value: 0 },
			{ do: 'slowSwap', who: 3, other: 2, after: 2 },
			{ do: 'slowSwap', who: 2, other: 5, after: 2 },
			{ do: 'again', side: 'google', who: 0, row: 0, fault: 'lostAfter' },
			{ do: 'interval', side: 'crm', who: 0, other: 0, row: 0, typed: false, merge: true },
			run({ after: 2, faults: ['refused'] }),
		],
		false,
		{ people: 3, silent: 3, shortTitle: true },
		{ deleteFloor: 0, withoutEmail: 'link', linkByName: true },
	),
	// F11: of two namesakes with one number, who are two in the CRM, one is created again beside the other.
	found(
		[
			run({ after: 2, meanwhile: { do: 'edit', side: 'crm', who: 1, row: 0, value: 0 } }),
			{ do: 'delete', side: 'google', who: 0 },
			{ do: 'interval', side: 'google', who: 0, other: 0, row: 4, typed: false, merge: true },
			{ do: 'email', side: 'crm', who: 1, email: 8, home: false },
			{ do: 'edit', side: 'crm', who: 3, row: 0, value: 0 },
			{ do: 'delete', side: 'google', who: 3 },
			run({ after: 2 }),
		],
		false,
		{ silent: 3, shortTitle: true },
		{ cap: 500, deleteFloor: 0, withoutEmail: 'sync', linkByName: true },
	),
	// F10: a record whose one address stands in its second field goes into somebody of another name: it was deleted in Google.
	found(
		[
			{ do: 'silence', side: 'crm', who: 2 },
			{ do: 'email', side: 'crm', who: 2, email: 2, home: true },
			run({ after: 2, faults: [null] }),
			{ do: 'merge', side: 'crm', who: 0, other: 2 },
			run({ after: 2 }),
		],
		true,
		{ people: 3, shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// F1: the loser of a conflict went on by another row, the memory was lost, and the sync took its own value for a user's.
	found(
		[
			{ do: 'again', side: 'google', who: 0, row: 0, fault: 'lostAfter' },
			{ do: 'edit', side: 'google', who: 0, row: 4, value: 'own' },
			run({ after: 2, crash: { afterWrites: 2, keeps: 'nothing' } }),
			run({ after: 2, incomplete: 'crm' }),
			{ do: 'edit', side: 'google', who: 0, row: 0, value: 0 },
		],
		false,
		{ shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: [...FULL_MAP, ROLE] },
	),
	// S284: a listing that lags behind shows an address which its owner has taken away since (the property).
	found(
		[
			{ do: 'create', side: 'google', email: 8, inScope: true },
			run({ incomplete: 'google' }),
			{ do: 'silence', side: 'google', who: 3 },
			run({ after: 2, lag: { google: 9, crm: 0 } }),
			{ do: 'delete', side: 'google', who: 0 },
		],
		false,
		{ shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// F1: of two contacts, one doubted, that were merged in Google the doubt never ended, and nobody was created there any more.
	found(
		[
			run({ after: 2, meanwhile: { do: 'edit', side: 'crm', who: 1, row: 0, value: 0 } }),
			run({ after: 2 }),
			run({ after: 2, full: true, lag: { google: 3, crm: 0 }, faults: ['refused'] }),
			{ do: 'interval', side: 'google', who: 0, other: 1, row: 0, typed: false, merge: true },
			{ do: 'silent', side: 'crm', name: 0, phone: 0, inScope: true },
		],
		true,
		{ people: 2, shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'link', linkByName: true, rows: FULL_MAP },
	),
	// F11: a late listing showed a deleted contact once more, and somebody was created with its address, as if the two shared it.
	found(
		[
			{ do: 'email', side: 'google', who: 0, email: 1, home: true },
			{ do: 'interval', side: 'google', who: 1, other: 0, row: 0, typed: false, merge: false },
			{ do: 'again', side: 'crm', who: 0, row: 0, fault: 'lostAfter' },
			run({ after: 2, full: true, lag: { google: 9, crm: 0 } }),
			{ do: 'edit', side: 'google', who: 0, row: 0, value: 'clear' },
		],
		true,
		{ people: 2, shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// F21: after a write to another list, a private address that goes one way only was remembered as the main one.
	found(
		[
			{ do: 'delete', side: 'crm', who: 0 },
			{ do: 'interval', side: 'google', who: 0, other: 0, row: 0, typed: false, merge: true },
			{ do: 'silence', side: 'crm', who: 0 },
			run({ after: 2, crash: { afterWrites: 0, keeps: 'plan' } }),
			run({ after: 2, crash: { afterWrites: 1, keeps: 'nothing' }, faults: [null, 'refused'], meanwhile: { do: 'edit', side: 'crm', who: 0, row: 3, value: 'own' } }),
		],
		true,
		{ people: 2, shortTitle: true },
		{ direction: 'crmToGoogle', deleteFloor: 0, onlyEmailAsWork: true, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// P11: of two namesakes the one outside the group was linked with what the other one had left over.
	found(
		[
			{ do: 'edit', side: 'crm', who: 5, row: 0, value: 'clear' },
			{ do: 'move', side: 'google', who: 5, silently: false },
			{ do: 'swap', side: 'google', who: 0, other: 0 },
		],
		true,
		{ people: 2, silent: 3, shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// F21: an address without the label of its field, known by what was agreed with a record that is gone (the property).
	found(
		[
			{ do: 'email', side: 'crm', who: 4, email: 7, home: true },
			{ do: 'create', side: 'google', email: 7, inScope: true },
			{ do: 'again', side: 'google', who: 0, row: 0, fault: 'lostAfter' },
			{ do: 'delete', side: 'crm', who: 4 },
			{ do: 'lose', how: 'erased' },
		],
		true,
		{ shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// F9: of two fields of one address, one is edited, and a run that waits sees it first (the property).
	found(
		[
			{ do: 'email', side: 'google', who: 0, email: 0, home: true },
			{ do: 'again', side: 'crm', who: 0, row: 0, fault: 'lostAfter' },
			{ do: 'clock', side: 'crm', minutes: 30 },
			{ do: 'create', side: 'google', email: 1, inScope: true },
			{ do: 'swap', side: 'google', who: 0, other: 3 },
			{ do: 'delete', side: 'crm', who: 0 },
			{ do: 'again', side: 'google', who: 0, row: 0, fault: 'lostAfter' },
		],
		false,
		{ shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
	// F11: a record that was deleted is told as such, not as one that may not be read (the model).
	found(
		[
			run({ after: 2, faults: ['refused'] }),
			{ do: 'forbid', side: 'crm', who: 5 },
			{ do: 'again', side: 'crm', who: 3, row: 0, fault: 'lostAfter' },
			{ do: 'entry', who: 0, kind: 'email', adds: false },
		],
		true,
		{ silent: 1, storage: { google: 'faithful', crm: 'truncates' }, shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'sync', linkByName: true, rows: FULL_MAP },
	),
	// F11: a record gets the name and number of somebody else from the very run that creates that one (the property).
	found(
		[
			run({ after: 2, faults: ['refused'], meanwhile: { do: 'edit', side: 'crm', who: 3, row: 3, value: 'own' } }),
			{ do: 'edit', side: 'google', who: 1, row: 0, value: 'clear' },
			{ do: 'slowSwap', who: 1, other: 0, after: 2 },
			{ do: 'lose', how: 'erased' },
			{ do: 'swap', side: 'google', who: 3, other: 1 },
			{ do: 'slowSwap', who: 0, other: 0, after: 2 },
		],
		true,
		{ silent: 3, shortTitle: true },
		{ direction: 'googleToCrm', deleteFloor: 0, withoutEmail: 'sync', linkByName: true, rows: FULL_MAP },
	),
	// P11: of two doubles in the CRM the one that is linked gets an address that a third one of the name has (the property).
	found(
		[
			{ do: 'label', who: 0, field: 'workEmail', label: '' },
			{ do: 'create', side: 'crm', email: 8, inScope: true },
			{ do: 'move', side: 'google', who: 1, silently: false },
			{ do: 'email', side: 'google', who: 4, email: 1, home: true },
			{ do: 'swap', side: 'google', who: 5, other: 1 },
			{ do: 'label', who: 0, field: 'workEmail', label: '' },
		],
		true,
		{ people: 4, shortTitle: true },
		{ direction: 'both', deleteFloor: 0, withoutEmail: 'leaveOut', linkByName: true, rows: FULL_MAP },
	),
];

/** Family names go to Google only. */
function withoutFamilyNames() {
	return [
		{ google: 'workPhone', crm: 'Phone', direction: 'both' as const },
		{ google: 'givenName', crm: 'First_Name', direction: 'both' as const },
		{ google: 'familyName', crm: 'Last_Name', direction: 'toGoogle' as const },
		{ google: 'workEmail', crm: 'Email', direction: 'both' as const },
		{ google: 'homeEmail', crm: 'Secondary_Email', direction: 'both' as const },
	];
}

function emailRows() {
	return [
		{ google: 'workEmail', crm: 'Email', direction: 'both' as const },
		{ google: 'homeEmail', crm: 'Secondary_Email', direction: 'both' as const },
	];
}

function run(befalls: Partial<typeof CALM>): Step {
	return { ...CALM, approve: false, ...befalls };
}

function found(steps: Step[], namesakes = false, other: Partial<History> = {}, settings: Partial<History['settings']> = {}): History {
	return {
		people: 1,
		silent: 0,
		namesakes,
		settings: { winner: 'crm', deletes: true, cap: 1, firstCap: 2, deleteFloor: 1_000, fullCheckHours: 1, onlyEmailAsWork: false, ...settings },
		storage: { google: 'faithful', crm: 'faithful' },
		unique: false,
		view: true,
		shortTitle: false,
		...other,
		steps,
	};
}
