import { type ApiCall, type ApiContext, optionalMask } from './apiContext';
import { GoogleRefusal } from './googleRefusal';
import { type Group, groupsOf, OPEN_SYSTEM_GROUPS } from './groups';
import { listPage } from './listing';

const GROUP_FIELDS: ReadonlySet<string> = new Set(['clientData', 'groupType', 'memberCount', 'metadata', 'name']);
const USUAL_FIELDS: ReadonlySet<string> = new Set(['groupType', 'memberCount', 'metadata', 'name']);
const MOST_GROUPS = 200;
const MOST_MEMBERS = 1_000;

interface GroupChange {
	value: Group;
	isDeleted: boolean;
}

/** `contactGroups.list`; its sync tokens need not be asked for. */
export function listGroups({ query }: ApiCall, context: ApiContext): object {
	const fields = groupFields(query.get('groupFields'));
	const { book } = context;
	const { items, total, isSync, tokens } = listPage<GroupChange>(
		{
			operation: 'contactGroups.list',
			query,
			asked: [...fields].sort().join(),
			pageSize: 30,
			givesSyncToken: true,
			items: (since, until) =>
				book.groupChanges(since ?? -1, until).filter(({ isDeleted }) => since !== null || !isDeleted),
			nameOf: ({ value }) => value.resourceName,
		},
		context,
	);
	const contactGroups = items.map(({ value, isDeleted }) =>
		isDeleted ? tombstone(value) : shown(value, fields, context),
	);
	return { ...(contactGroups.length > 0 && { contactGroups }), ...tokens, ...(!isSync && { totalItems: total }) };
}

/** `contactGroups.get`. */
export function getGroup({ name, query }: ApiCall, context: ApiContext): object {
	return shown(existing(name, context), groupFields(query.get('groupFields')), context, maxMembers(query));
}

/** `contactGroups.batchGet`. */
export function batchGetGroups({ query }: ApiCall, context: ApiContext): object {
	const names = query.getAll('resourceNames');
	if (names.length === 0 || names.length > MOST_GROUPS) {
		throw GoogleRefusal.invalid(`Between 1 and ${MOST_GROUPS} resource names are allowed.`);
	}
	const fields = groupFields(query.get('groupFields'));
	const most = maxMembers(query);
	const responses = names.map((requestedResourceName) => {
		const group = context.book.group(requestedResourceName);
		return group
			? { requestedResourceName, contactGroup: shown(group, fields, context, most) }
			: { requestedResourceName, status: GoogleRefusal.notFound().toStatus() };
	});
	return { responses };
}

/** `contactGroups.create`. */
export function createGroup({ body }: ApiCall, context: ApiContext): object {
	const { contactGroup, readGroupFields } = body as { contactGroup?: { name?: string }; readGroupFields?: string };
	const fields = readGroupFields ? groupFields(readGroupFields) : USUAL_FIELDS;
	const name = (contactGroup?.name ?? '').trim();
	if (!name) throw GoogleRefusal.invalid('Contact group name is required.');
	const { book } = context;
	if (book.groups().some((group) => group.groupType === 'USER_CONTACT_GROUP' && group.name === name)) {
		throw new GoogleRefusal(409, 'ALREADY_EXISTS', 'Contact group name already exists.');
	}
	return shown(existing(book.addGroup(name, 'api'), context), fields, context);
}

/** `contactGroups.members.modify`; what it cannot do for single members it tells. */
export function modifyMembers({ name, body }: ApiCall, context: ApiContext): object {
	const { resourceNamesToAdd: toAdd = [], resourceNamesToRemove: toRemove = [] } = body as {
		resourceNamesToAdd?: string[];
		resourceNamesToRemove?: string[];
	};
	if (toAdd.length + toRemove.length > MOST_MEMBERS)
		throw GoogleRefusal.invalid(`At most ${MOST_MEMBERS} members may be modified at once.`);
	const { groupType } = existing(name, context);
	if (toAdd.length > 0 && groupType === 'SYSTEM_CONTACT_GROUP' && !OPEN_SYSTEM_GROUPS.has(name)) {
		throw GoogleRefusal.invalid('Members can not be added to this system contact group.');
	}
	const { book } = context;
	const notFound = [...toAdd, ...toRemove].filter((member) => !book.get(member));
	const isMember = (member: string): boolean => groupsOf(book.get(member) ?? {}).includes(name);
	for (const member of toAdd) if (book.get(member) && !isMember(member)) book.addToGroup(member, name, 'api');
	const lasting = toRemove.filter((member) => isMember(member) && groupsOf(book.get(member) ?? {}).length === 1);
	for (const member of toRemove) {
		if (isMember(member) && !lasting.includes(member)) book.removeFromGroup(member, name, 'api');
	}
	return {
		...(notFound.length > 0 && { notFoundResourceNames: notFound }),
		...(lasting.length > 0 && { canNotRemoveLastContactGroupResourceNames: lasting }),
	};
}

function groupFields(text: string | null): ReadonlySet<string> {
	return text ? optionalMask(text, 'groupFields', GROUP_FIELDS) : USUAL_FIELDS;
}

function maxMembers(query: URLSearchParams): number {
	const most = Number(query.get('maxMembers') ?? 0);
	if (most < 0) throw GoogleRefusal.invalid('maxMembers must not be negative.');
	return most;
}

function existing(name: string, { book }: ApiContext): Group {
	const group = book.group(name);
	if (!group) throw GoogleRefusal.notFound();
	return group;
}

function shown(group: Group, fields: ReadonlySet<string>, { book }: ApiContext, most = 0): object {
	const { resourceName, etag, name, groupType, updateTime, clientData } = group;
	const members = fields.has('memberCount') || most > 0 ? book.members(resourceName) : [];
	return {
		resourceName,
		etag,
		...(fields.has('name') && { name, formattedName: name }),
		...(fields.has('groupType') && { groupType }),
		...(fields.has('metadata') && updateTime && { metadata: { updateTime } }),
		...(fields.has('clientData') && clientData && { clientData }),
		// Google leaves zeros out.
		...(fields.has('memberCount') && members.length > 0 && { memberCount: members.length }),
		...(most > 0 &&
			members.length > 0 && { memberResourceNames: members.slice(0, most).map((one) => one.resourceName) }),
	};
}

function tombstone({ resourceName, etag }: Group): object {
	return { resourceName, etag, metadata: { deleted: true } };
}
