import { type ApiCall, type ApiContext, optionalMask, requiredMask, shuffled, viewOf } from './apiContext';
import { checkBatch, checkCreate, checkUpdate, refuseOverflow } from './contactChecks';
import { asRefusal, GoogleRefusal } from './googleRefusal';
import { type Person, READABLE, WRITABLE } from './personFields';

const MOST_CONTACTS = 200;
const MOST_DELETES = 500;

/** `people.get`: a contact, or as `people/me` the account's owner. */
export function getPerson({ name, query }: ApiCall, context: ApiContext): object {
	const mask = requiredMask(query.get('personFields'), 'personFields');
	return read(name, viewOf(context, mask, query.getAll('sources')), context);
}

/** `people.getBatchGet`; those that are missing are told one by one. */
export function batchGet({ query }: ApiCall, context: ApiContext): object {
	const mask = requiredMask(query.get('personFields'), 'personFields');
	const names = query.getAll('resourceNames');
	refuseCount(names.length, MOST_CONTACTS);
	const view = viewOf(context, mask, query.getAll('sources'));
	const ordered = context.switches.shuffleItems ? shuffled(names, (name) => name, context.book.version) : names;
	const responses = ordered.map((requestedResourceName) => {
		try {
			return { requestedResourceName, person: read(requestedResourceName, view, context), httpStatusCode: 200 };
		} catch (error) {
			const refusal = asRefusal(error);
			return { requestedResourceName, status: refusal.toStatus(), httpStatusCode: refusal.httpStatus };
		}
	});
	return { responses };
}

/** `people.createContact`. */
export function createContact({ query, body }: ApiCall, context: ApiContext): object {
	const view = viewAfterWrite(query, context);
	const { parts } = checkCreate(body as Person, context);
	refuseOverflow(1, context);
	return view(stored(context.book.add(parts, 'api'), context));
}

/** `people.updateContact`. */
export function updateContact({ name, query, body }: ApiCall, context: ApiContext): object {
	const mask = requiredMask(query.get('updatePersonFields'), 'updatePersonFields', WRITABLE);
	const view = viewAfterWrite(query, context);
	const { parts } = checkUpdate(name, body as Person, mask, context);
	return view(context.book.update(name, parts, 'api'));
}

/** `people.deleteContact`. */
export function deleteContact({ name }: ApiCall, { book }: ApiContext): object {
	if (!book.get(name)) throw GoogleRefusal.notFound();
	book.remove(name, 'api');
	return {};
}

interface BatchBody {
	readMask?: string;
	sources?: string[];
}

/** `people.batchCreateContacts`: all or none. */
export function batchCreate({ body }: ApiCall, context: ApiContext): object {
	const { contacts = [], ...read } = body as BatchBody & { contacts?: Array<{ contactPerson?: Person }> };
	refuseCount(contacts.length, MOST_CONTACTS);
	const view = viewOfBatch(read, context);
	const keys = contacts.map((_, index) => String(index));
	const check = (_: string, index: number) => checkCreate(contacts[index].contactPerson ?? {}, context);
	const writes = checkBatch(keys, check, 'BatchCreateContactsErrorDetails', context);
	refuseOverflow(writes.length, context);
	const people = writes.map(({ parts }) => stored(context.book.add(parts, 'api'), context));
	if (!view) return {};
	return {
		createdPeople: people.map((person) => ({
			requestedResourceName: person.resourceName,
			person: view(person),
			httpStatusCode: 200,
		})),
	};
}

/** `people.batchUpdateContacts`: all or none. */
export function batchUpdate({ body }: ApiCall, context: ApiContext): object {
	const {
		contacts = {},
		updateMask,
		...read
	} = body as BatchBody & { contacts?: Record<string, Person>; updateMask?: string };
	const names = Object.keys(contacts);
	refuseCount(names.length, MOST_CONTACTS);
	const mask = requiredMask(updateMask, 'updateMask', WRITABLE);
	const view = viewOfBatch(read, context);
	const check = (name: string) => checkUpdate(name, contacts[name], mask, context);
	const writes = checkBatch(names, check, 'BatchUpdateContactsErrorDetails', context);
	const people = writes.map(({ parts }, index) => context.book.update(names[index], parts, 'api'));
	if (!view) return {};
	const results = people.map((person, index): [string, object] => {
		const requestedResourceName = names[index];
		return [requestedResourceName, { requestedResourceName, person: view(person), httpStatusCode: 200 }];
	});
	const { switches, book } = context;
	return {
		updateResult: Object.fromEntries(
			switches.shuffleItems ? shuffled(results, ([name]) => name, book.version) : results,
		),
	};
}

/** `people.batchDeleteContacts`: all or none. */
export function batchDelete({ body }: ApiCall, { book }: ApiContext): object {
	const { resourceNames = [] } = body as { resourceNames?: string[] };
	refuseCount(resourceNames.length, MOST_DELETES);
	const names = [...new Set(resourceNames)];
	if (names.some((name) => !book.get(name))) throw GoogleRefusal.notFound();
	names.forEach((name) => book.remove(name, 'api'));
	return {};
}

function read(name: string, view: (person: Person) => Person, { book }: ApiContext): Person {
	const person = name === 'people/me' ? owner(book.me) : book.find(name);
	if (!person) throw GoogleRefusal.notFound();
	return view(person);
}

function owner(me: Person): Person {
	const sources = [
		{ type: 'PROFILE', id: '100', profileMetadata: { objectType: 'PERSON', userTypes: ['GOOGLE_USER'] } },
	];
	return { ...me, resourceName: 'people/100', etag: '%me', metadata: { objectType: 'PERSON', sources } };
}

function stored(name: string, { book }: ApiContext): Person {
	const person = book.get(name);
	if (!person) throw new Error(`${name} was not stored`);
	return person;
}

/** Single writes answer with all parts unless told otherwise. */
function viewAfterWrite(query: URLSearchParams, context: ApiContext): (person: Person) => Person {
	const mask = optionalMask(query.get('personFields'), 'personFields');
	return viewOf(context, mask.size > 0 ? mask : READABLE, query.getAll('sources'));
}

/** Without a mask Google returns nothing of what it wrote. */
function viewOfBatch(
	{ readMask, sources = [] }: BatchBody,
	context: ApiContext,
): ((person: Person) => Person) | undefined {
	const mask = optionalMask(readMask, 'readMask');
	return mask.size > 0 ? viewOf(context, mask, sources) : undefined;
}

function refuseCount(count: number, most: number): void {
	if (count === 0 || count > most)
		throw GoogleRefusal.invalid(`Between 1 and ${most} contacts are allowed in a request.`);
}
