// What Google's generated client needs of googleapis-common when requests go through n8n: where a call goes and what
// it carries. The full module would bring its own HTTP client and authentication.
'use strict';

class AuthPlus {}

function getAPI() {
	throw new Error('Construct the client with its class');
}

async function createAPIRequest({ options, params, requiredParams, pathParams, context }) {
	const given = { ...params };
	const missing = requiredParams.filter((name) => given[name] === undefined);
	if (missing.length > 0) throw new Error(`Missing required parameters: ${missing.join(', ')}`);
	const settings = { ...context._options, ...options };
	const { auth, rootUrl } = settings;
	let url = options.url;
	if (rootUrl) url = url.replace(/^https:\/\/[^/]+\//, rootUrl);
	for (const name of pathParams) {
		url = url.replace(new RegExp(`\\{\\+?${name}\\}`), String(given[name]));
		delete given[name];
	}
	const data = given.requestBody ?? given.resource;
	delete given.requestBody;
	delete given.resource;
	return await auth.request({ url, method: options.method, params: given, data });
}

module.exports = { AuthPlus, getAPI, createAPIRequest };
