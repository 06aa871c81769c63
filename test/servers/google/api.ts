import type { ApiCall, ApiContext } from './apiContext';
import { listConnections } from './connections';
import { batchGetGroups, createGroup, getGroup, listGroups, modifyMembers } from './contactGroups';
import {
	batchCreate,
	batchDelete,
	batchGet,
	batchUpdate,
	createContact,
	deleteContact,
	getPerson,
	updateContact,
} from './contacts';
import type { ApiOperation } from './routes';
import { searchContacts } from './searchContacts';

/** What carries out each call. Its result is the answer's body. @throws GoogleRefusal */
export const HANDLERS: Record<ApiOperation, (call: ApiCall, context: ApiContext) => object> = {
	'connections.list': listConnections,
	'people.get': getPerson,
	batchGet,
	searchContacts,
	createContact,
	updateContact,
	deleteContact,
	batchCreateContacts: batchCreate,
	batchUpdateContacts: batchUpdate,
	batchDeleteContacts: batchDelete,
	'contactGroups.list': listGroups,
	'contactGroups.get': getGroup,
	'contactGroups.batchGet': batchGetGroups,
	'contactGroups.create': createGroup,
	'contactGroups.members.modify': modifyMembers,
};
