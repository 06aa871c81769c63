import type { Decision } from '../decide/decision';
import type { KeptDifference } from '../decide/field';
import type { DetachReason } from '../model/types';

/* Every reason for which somebody is not in sync, and the one thing to do about it. */

export interface Told {
	reason: string;
	toDo: string;
}

type ReasonOf<Kind extends Decision['kind']> = Extract<Decision, { kind: Kind; reason: string }>['reason'];

const told = (reason: string, toDo: string): Told => ({ reason, toDo });

export const BY_ITSELF = 'Nothing: the next runs see to it';

export const FAILING = 'Do what the message says; it is tried again by itself';

export const HELD = told(
	'Will be created in the CRM once the list view shows what the sync created there before',
	'Change the list view, or those records, so that it shows them',
);

export const DETACHED: Record<DetachReason, Told> = {
	leftGroup: told('Left the Google group; kept on both sides, no longer synced', 'Take it into the group again'),
	leftView: told('Left the CRM list view; kept on both sides, no longer synced', 'Change the record, or the list view, so that it is shown again'),
	leftBoth: told('Left both the Google group and the CRM list view', 'Bring it back into both'),
	outsideView: told('Is in the CRM already, outside the list view', 'Change the record, or the list view, so that it is shown'),
	deletedInGoogle: told('Deleted in Google; kept in the CRM', 'Delete it in the CRM too, or restore it in Google'),
	deletedInCrm: told('Deleted in the CRM; kept in Google', 'Delete it in Google too, or restore it in the CRM'),
	merged: told('Its counterpart seems to have been merged into another contact', 'Check whether this one is still needed; if not, delete it'),
};

export const EXCLUDED: Record<ReasonOf<'exclude'>, Told> = {
	onlyInGoogle: told('Only in Google, and this sync does not write to the CRM', 'Create it in the CRM, or choose another "Direction"'),
	onlyInCrm: told('Only in the CRM, and this sync does not write to Google', 'Create it in Google, or choose another "Direction"'),
	noEmail: told('Has no e-mail address, and whoever has none is not created in the CRM', 'Enter one, or set "People Without an E-Mail" to Sync'),
	leftOut: told('Has no e-mail address, and whoever has none is left out', 'Enter one, or choose otherwise in "People Without an E-Mail"'),
	noKey: told('Has neither an e-mail address nor both a full name and a phone number, so nothing would find it again', 'Enter an address, or what is missing of the two'),
	empty: told('Holds nothing in the fields that are mapped to Google', 'Enter a name, or add rows to the field map'),
};

export const AMBIGUOUS: Record<ReasonOf<'ambiguous'>, Told> = {
	duplicateOfSynced: told('Has an e-mail address of another contact that is in sync', 'Merge the two, or give this one its own'),
	sharedWithSynced: told('Has an e-mail address of somebody else who is in sync', 'Give each of the two a main address of their own, or remove it from the one whom it does not belong to'),
	differentNames: told(
		'Has an e-mail address of a record on the other side whose name is another one',
		'If the two are one person, correct a name or switch on "Link People Whose Names Differ"; if not, set them apart with "Keep Apart"',
	),
	forbiddenNamesake: told('A record with this e-mail address exists that the account may not read', 'Give the account access to it, or the two different addresses'),
	otherSync: told('Another sync has made a Google contact for this CRM record', 'Take one of the two out of one of the syncs'),
	severalInGoogle: told('Several Google contacts have this e-mail address', 'Merge them, or give each its own'),
	severalInCrm: told('Several CRM records have this e-mail address', 'Merge them, or give each its own'),
	severalOnBothSides: told('Several contacts on both sides have this e-mail address, and the names do not decide', 'Merge them, or give each its own'),
	severalOutsideGroup: told('Several Google contacts outside the group have this e-mail address', 'Take the right one into the group'),
	nameOfSynced: told('Has the full name and a phone number of another contact that is in sync', 'Merge the two, or give each an e-mail address of its own'),
	severalOfName: told('Several contacts have this full name and phone number', 'Merge them, or give each an e-mail address of its own'),
	sameName: told(
		'A record of the same full name is on the other side, and no e-mail address or phone number tells whether they are one person',
		'If they are, enter the same number or address in both; if not, set them apart with "Keep Apart"',
	),
	forbiddenName: told('A record of the same full name exists that the account may not read', 'Give the account access to it, or enter an e-mail address'),
	doubleOfOwn: told('The sync created this contact twice', 'Delete the one that is not needed, or switch deletions on, which removes it unless someone has changed it'),
};

export const WAITING: Record<ReasonOf<'wait'>, Told> = {
	readById: told('No longer listed; its record is looked up in the next run', BY_ITSELF),
	forbidden: told(
		'This record is not shown any more: the account may not read it, or it was deleted without a trace. Nothing is changed or deleted until it shows again',
		'Give the account access to it; if it was deleted, delete the other one too, and run "Forget Person" for it',
	),
	origin: told('The sync made it for a CRM record that is not in the list view; that record is looked up first', BY_ITSELF),
	namesake: told('A record with the same e-mail address or name is looked up first', BY_ITSELF),
	lostCreate: told('Its creation was not confirmed; checked again when Google lists it, after ten minutes at the earliest', BY_ITSELF),
};

export const OTHER_NAME = told(
	'The two records share an e-mail address, and each has a name of its own, which it keeps',
	'If they are one person, enter the same name in both; if not, set them apart with "Keep Apart" and delete what came across',
);

export const UNFIT: Record<Extract<KeptDifference['why'], 'notRepresentable' | 'noAccount'>, string> = {
	notRepresentable: 'Change the value so that the other side can hold it, or take the row out of the field map',
	noAccount: 'Create the account in the CRM, or make its name unmistakable there',
};
