/*
 * Drives a CRM test server with Zoho's own SDK and prints, in its last line, what the SDK understood: node test/zohoSdk/drive.mjs URL CLIENT
 * SECRET REFRESH_TOKEN FOLDER. The SDK keeps its files in the folder.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installLocked } from '../setup/lockedInstall.mjs';

installLocked(fileURLToPath(new URL('.', import.meta.url)), "Zoho's SDK");
const Zoho = await import('@zohocrm/nodejs-sdk-8.0');

const [url, clientId, clientSecret, refreshToken, folder] = process.argv.slice(2);
await (await new Zoho.InitializeBuilder())
	.environment(Zoho.DataCenter.setEnvironment(url, `${url}/oauth/v2/token`, url))
	.token(new Zoho.OAuthBuilder().clientId(clientId).clientSecret(clientSecret).refreshToken(refreshToken).build())
	.store(new Zoho.FileStore(join(folder, 'tokens.txt')))
	// The server's token answers name another host as the API's, as Zoho's own samples for solutions do.
	.SDKConfig(new Zoho.SDKConfigBuilder().updateAPIDomain(false).build())
	.resourcePath(folder)
	.logger(new Zoho.LogBuilder().level(Zoho.Levels.ERROR).filePath(join(folder, 'sdk.log')).build())
	.initialize();

const { Record, Coql, Fields, Modules, CustomViews, Users, Org } = Zoho;
const contacts = new Record.RecordOperations('Contacts');

function record(values, id) {
	const made = new Record.Record();
	for (const [name, value] of Object.entries(values)) made.addKeyValue(name, value);
	if (id !== undefined) made.setId(id);
	return made;
}

function body(records) {
	const made = new Record.BodyWrapper();
	made.setData(records);
	made.setTrigger([]);
	return made;
}

async function parameters(pairs) {
	const map = new Zoho.ParameterMap();
	for (const [parameter, value] of pairs) await map.add(parameter, value);
	return map;
}

const seen = {};

/** Notes the status and the class that the SDK read the answer as, and what is of interest in it. */
async function note(name, answer, interest = () => undefined) {
	const response = await answer;
	const content = response.getObject();
	seen[name] = { status: response.getStatusCode(), as: content?.constructor.name, found: content && interest(content) };
	return content;
}

const results = (content) => content.getData().map((one) => one.getCode().getValue());

const born = new Date('1990-05-17');
const created = await note('create', contacts.createRecords(body([record({ Last_Name: 'Lee', Email: 'ann@example.org' }), record({ Last_Name: 'Ray', Email: 'bob@example.org', Date_of_Birth: born })])), results);
const [ann, bob] = created.getData().map((one) => BigInt(one.getDetails().get('id')));
await note('mixed', contacts.createRecords(body([record({ Last_Name: 'Can' }), record({ First_Name: 'No' })])), results);
await note('allRefused', contacts.createRecords(body([record({ First_Name: 'No' })])), results);
const fields = [Record.GetRecordsParam.FIELDS, 'Last_Name,Email,Date_of_Birth,Owner,Modified_Time'];
await note('list', contacts.getRecords(await parameters([fields])), (content) => content.getData().map((one) => [String(one.getId()), one.getKeyValue('Email')]));
const later = new Zoho.HeaderMap();
await later.add(Record.GetRecordsHeader.IF_MODIFIED_SINCE, new Date(Date.now() + 60_000));
await note('unmodified', contacts.getRecords(await parameters([fields]), later));
await note('get', contacts.getRecord(ann), (content) => [String(content.getData()[0].getId()), content.getData()[0].getKeyValue('Email')]);
await note('update', contacts.updateRecords(body([record({ Title: 'Chair' }, ann)])), results);
const upsert = body([record({ Last_Name: 'Lee', Email: 'ann@example.org', Phone: '1' })]);
upsert.setDuplicateCheckFields(['Email']);
await note('upsert', contacts.upsertRecords(upsert), (content) => content.getData().map((one) => [one.getAction().getValue(), one.getDuplicateField()]));
await note('search', contacts.searchRecords(await parameters([[Record.SearchRecordsParam.EMAIL, 'ann@example.org']])), (content) => content.getData().length);
await note('delete', contacts.deleteRecords(await parameters([[Record.DeleteRecordsParam.IDS, String(bob)]])), results);
await note('deleted', contacts.getDeletedRecords(await parameters([[Record.GetDeletedRecordsParam.TYPE, 'all']])), (content) => content.getData().map((one) => [String(one.getId()), one.getDisplayName()]));
const query = new Coql.BodyWrapper();
query.setSelectQuery("select Last_Name, Email from Contacts where Email in ('ANN@example.org') limit 10");
await note('coql', new Coql.CoqlOperations().getRecords(query), (content) => content.getData().length);
await note('fields', new Fields.FieldsOperations().getFields(await parameters([[Fields.GetFieldsParam.MODULE, 'Contacts']])), (content) => content.getFields().find((one) => one.getAPIName() === 'Last_Name').getLength());
await note('modules', new Modules.ModulesOperations().getModules(), (content) => content.getModules().map((one) => one.getAPIName()));
await note('module', new Modules.ModulesOperations().getModuleByAPIName('Contacts'), (content) => content.getModules()[0].getCreatable());
await note('views', new CustomViews.CustomViewsOperations().getCustomViews(await parameters([[CustomViews.GetCustomViewsParam.MODULE, 'Contacts']])), (content) => content.getCustomViews().map((one) => one.getName()));
await note('users', new Users.UsersOperations().getUsers(await parameters([[Users.GetUsersParam.TYPE, 'CurrentUser']])), (content) => content.getUsers()[0].getProfile().getName());
await note('org', new Org.OrgOperations().getOrganization(), (content) => content.getOrg()[0].getLicenseDetails().getPaidType());
await note('noModule', new Record.RecordOperations('Nobody').getRecords(await parameters([fields])).catch((error) => ({ getStatusCode: () => error.code, getObject: () => undefined })));

process.stdout.write(`\n${JSON.stringify({ seen, ann: String(ann), bob: String(bob) })}`);
