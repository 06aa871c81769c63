import type { ApiContext } from './apiContext';
import { asRefusal, GoogleRefusal } from './googleRefusal';
import { groupsOf, OPEN_SYSTEM_GROUPS } from './groups';
import { refuseManySingletons, writableParts } from './personInput';
import type { Person } from './personFields';
import type { Switches } from './switches';

/** A contact that may be written: how it would be. */
export interface CheckedWrite {
	/** The parts to be stored. */
	parts: Person;
}

/** @throws GoogleRefusal for a contact that may not be created as it was sent. */
export function checkCreate(sent: Person, context: ApiContext): CheckedWrite {
	refuseManySingletons(sent);
	const parts = writableParts(sent);
	refuseUnknownGroups(parts, context);
	refusePoison(parts, context.switches);
	return { parts: canonical(parts, context.switches) };
}

/** @throws GoogleRefusal for an update that may not be made as it was sent. */
export function checkUpdate(name: string, sent: Person, mask: ReadonlySet<string>, context: ApiContext): CheckedWrite {
	const current = context.book.get(name);
	if (!current) throw GoogleRefusal.notFound();
	refuseManySingletons(sent);
	refuseStaleSource(sent, current);
	const writable = writableParts(sent);
	if (mask.has('memberships') && groupsOf(writable).length === 0) {
		throw GoogleRefusal.invalid('Contact group memberships must be specified when memberships are updated.');
	}
	refuseUnknownGroups(mask.has('memberships') ? writable : {}, context);
	// Masked parts are replaced: what is not sent is cleared.
	const replaced: Person = masked(writable, mask);
	refusePoison({ ...current, ...replaced }, context.switches);
	return { parts: masked(canonical({ ...current, ...replaced }, context.switches), mask) };
}

/** Checks all of a batch. @returns the writes in order. @throws GoogleRefusal for the whole batch because of some. */
export function checkBatch<Key extends string>(
	keys: readonly Key[],
	check: (key: Key, index: number) => CheckedWrite,
	detailsType: string,
	{ switches }: ApiContext,
): CheckedWrite[] {
	const refused = new Map<Key, GoogleRefusal>();
	const writes = keys.flatMap((key, index) => {
		try {
			return [check(key, index)];
		} catch (error) {
			refused.set(key, asRefusal(error));
			return [];
		}
	});
	const [first] = refused.values();
	if (!first) return writes;
	if (!switches.nameRefusedContacts) throw first;
	const contactErrors = Object.fromEntries([...refused].map(([key, refusal]) => [key, refusal.toStatus()]));
	const details = { '@type': `type.googleapis.com/google.people.v1.${detailsType}`, contactErrors };
	throw new GoogleRefusal(first.httpStatus, first.status, first.message, [details]);
}

const FULL_STATUS = { 400: 'INVALID_ARGUMENT', 403: 'PERMISSION_DENIED', 429: 'RESOURCE_EXHAUSTED' } as const;

/** @throws GoogleRefusal when so many more contacts do not go into the account. */
export function refuseOverflow(more: number, { book, switches }: ApiContext): void {
	if (book.occupied() + more <= switches.contactLimit) return;
	const status = switches.accountFullStatus;
	throw new GoogleRefusal(status, FULL_STATUS[status], 'MY_CONTACTS_OVERFLOW_COUNT');
}

function refuseStaleSource(sent: Person, current: Person): void {
	const source = sent.metadata?.sources?.find(({ type }) => type === 'CONTACT');
	if (!source) {
		throw GoogleRefusal.invalid('Request person.metadata.sources must be set with one contact source.');
	}
	if (source.etag !== current.metadata?.sources?.[0].etag) throw GoogleRefusal.staleEtag();
}

function refuseUnknownGroups(parts: Person, { book }: ApiContext): void {
	for (const name of groupsOf(parts)) {
		const group = book.group(name);
		const isOpen = group?.groupType === 'USER_CONTACT_GROUP' || OPEN_SYSTEM_GROUPS.has(name);
		if (!isOpen) throw GoogleRefusal.invalid(`Contact group "${name}" does not exist or takes no members.`);
	}
}

function refusePoison(person: Person, { poisons }: Switches): void {
	const found = poisons.find(({ matches }) => matches(person));
	if (found) throw GoogleRefusal.invalid(found.message);
}

function canonical(person: Person, { canonicaliser }: Switches): Person {
	return canonicaliser ? canonicaliser(structuredClone(person)) : person;
}

function masked(person: Person, mask: ReadonlySet<string>): Person {
	return Object.fromEntries([...mask].map((part) => [part, person[part as keyof Person] ?? []]));
}
