import fc from 'fast-check';

import type { Switches as CrmSwitches } from '../servers/crm/switches';
import type { Switches as GoogleSwitches } from '../servers/google/switches';
import type { SyncWorld } from '../workflows/syncWorld';

const MINUTE = 60_000;

/** How the two services behave where their documents leave it open; see docs/real-services.md. */
export interface OpenReadings {
	google: Partial<GoogleSwitches>;
	crm: Partial<CrmSwitches>;
	/** Whether COQL compares the e-mail field. */
	isEncrypted: boolean;
	/** A mapped field that the profile hides. */
	hidden: 'Title' | 'Phone' | null;
	/** Whether the CRM's descriptions are rich text. */
	isRich: boolean;
}

/** As the test servers are to begin with. */
export const DOCUMENTED: OpenReadings = { google: {}, crm: {}, isEncrypted: false, hidden: null, isRich: false };

const seldom = <T>(usual: T, other: T): fc.Arbitrary<T> => fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, fc.constant(other));

/** Any of the readings, each independent of the others. */
export const openReadings: fc.Arbitrary<OpenReadings> = fc.record({
	google: fc.record({
		shuffleItems: fc.boolean(),
		bindPageSize: fc.boolean(),
		nameRefusedContacts: fc.boolean(),
		refuseOverlappingWrites: fc.boolean(),
		syncTokenAge: fc.constantFrom('fullSync' as const, 'listing' as const),
		accountFullStatus: fc.constantFrom(400 as const, 403 as const, 429 as const),
		expiredAnswer: fc.record({ httpStatus: fc.constantFrom(400 as const, 410 as const), status: fc.constantFrom('INVALID_ARGUMENT' as const, 'FAILED_PRECONDITION' as const) }),
		listingLag: fc.constantFrom(0, 5_000, 9 * MINUTE),
	}),
	crm: fc.record({
		unmodifiedStatus: fc.constantFrom(304 as const, 204 as const),
		scopeMismatchStatus: fc.constantFrom(401 as const, 403 as const),
		rejectBearer: fc.boolean(),
		tokenRefusalStatus: fc.constantFrom(200 as const, 400 as const),
		modifiedRefusal: fc.constantFrom('record' as const, 'request' as const),
		coqlQuotes: fc.constantFrom('backslash' as const, 'doubled' as const, 'refused' as const),
		coqlCase: fc.constantFrom('exact' as const, 'ignored' as const),
		unmodifiedPrecision: fc.constantFrom('second' as const, 'millisecond' as const),
		cadences: fc.constantFrom('none' as const, 'skippable' as const, 'unskippable' as const),
		triggers: fc.constantFrom('all' as const, 'older' as const),
		permissionRefusal: fc.constantFrom('AUTHORIZATION_FAILED' as const, 'NO_PERMISSION' as const),
		errorsInData: fc.boolean(),
		hiddenAnswer: fc.constantFrom('nothing' as const, 'refused' as const),
		hiddenFields: fc.record({ listed: fc.boolean(), shownAs: fc.constantFrom('absent' as const, 'null' as const) }),
		ignoreIfModifiedSince: fc.boolean(),
		listingLag: fc.constantFrom(0, 5_000, 4 * MINUTE),
		searchLag: fc.constantFrom(0, 24 * 60 * MINUTE),
	}),
	isEncrypted: seldom(false, true),
	hidden: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom('Title' as const, 'Phone' as const)),
	isRich: seldom(false, true),
});

/** Whether all that the users of a soak type can be told and looked up, so that it comes to be the same on both sides. */
export function isTold({ crm, isEncrypted, hidden, isRich }: OpenReadings): boolean {
	return !isEncrypted && hidden === null && !isRich && crm.coqlQuotes !== 'refused';
}

/** Has the servers behave so, until they are healed. */
export function takeReadings(world: SyncWorld, { google, crm, isEncrypted, hidden, isRich }: OpenReadings): void {
	Object.assign(world.google.switches, google);
	Object.assign(world.crm.switches, crm, isEncrypted && { encryptedFields: new Set(['Contacts.Email']) });
	const { fields } = world.crm.crm.module('Contacts');
	if (hidden) fields.alter(hidden, { access: 'hidden' });
	if (isRich) fields.alter('Description', { richText: true });
}
