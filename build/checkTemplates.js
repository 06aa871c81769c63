'use strict';

const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');

const START_SYNC = /^n8n-nodes-contact-sync\.contactReconcile$/;
const HOST_NODES = 'n8n-nodes-base.';

/** What starts a sync by itself. */
const STARTS = [`${HOST_NODES}scheduleTrigger`, 'n8n-nodes-contact-sync.contactSyncTrigger'];

/** n8n's durable scheduler takes no trigger whose id is longer: it would never start anything. */
const LONGEST_ID = 36;

/** Of a sync, notes not counted; one that others call takes orders besides. */
const MOST_NODES = { own: 20, called: 22 };

/**
 * What would keep a workflow template from working where it is imported, or would give away where it was made.
 *
 * @param {object} template a workflow as n8n exports it
 * @param {string[]} ownTypes the package's node types, by their full names
 * @returns {string[]} each the end of a sentence that starts with the file's name
 */
function templateProblems(template, ownTypes) {
	const { nodes, connections, settings, meta } = template;
	const names = new Set(nodes.map(({ name }) => name));
	const unknown = nodes.filter(({ type }) => !type.startsWith(HOST_NODES) && !ownTypes.includes(type));
	const problems = [
		...unknown.map(({ name, type }) => `has a node "${name}" of the unknown type "${type}"`),
		...nodes.filter(({ credentials }) => credentials).map(({ name }) => `names credentials in "${name}"`),
		...repeated(nodes, 'id').map((id) => `has two nodes of the id "${id}"`),
		...nodes.filter(({ id }) => id.length > LONGEST_ID).map(({ id }) => `has the node id "${id}" of more than ${LONGEST_ID} characters`),
		...repeated(nodes, 'name').map((name) => `has two nodes named "${name}"`),
		...repeated(nodes, 'webhookId').map((id) => `has two nodes of the webhook id "${id}"`),
		...targetsOf(connections)
			.filter((name) => !names.has(name))
			.map((name) => `connects to "${name}", which is not there`),
		...mentionedIn(nodes)
			.filter(([, name]) => !names.has(name))
			.map(([where, name]) => `asks "${name}" in "${where}", which is not there`),
	];
	if (template.active) problems.push('is active');
	if (settings?.executionOrder !== 'v1') problems.push('has not the execution order v1');
	if (meta?.instanceId) problems.push('names the n8n that it was exported from');
	if (isSync(nodes)) problems.push(...syncProblems(nodes));
	return problems;
}

/** A sync starts by itself and can be tried by hand, or another workflow runs it. */
function syncProblems(nodes) {
	const has = (type) => nodes.some((node) => node.type === type);
	const problems = [];
	const called = has(`${HOST_NODES}executeWorkflowTrigger`);
	if (!called) {
		if (!STARTS.some(has)) problems.push('has no trigger');
		if (!has(`${HOST_NODES}manualTrigger`)) problems.push('has no manualTrigger');
	}
	const own = nodes.filter(({ type }) => !type.endsWith('.stickyNote')).length;
	const most = called ? MOST_NODES.called : MOST_NODES.own;
	if (own > most) problems.push(`has ${own} nodes, more than the ${most} that fit a screen`);
	return problems;
}

function isSync(nodes) {
	return nodes.some(({ type, parameters }) => START_SYNC.test(type) && parameters?.operation === 'startSync');
}

function repeated(nodes, key) {
	const values = nodes.map((node) => node[key]).filter((value) => value !== undefined);
	return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function targetsOf(connections) {
	const outputs = Object.values(connections).flatMap(({ main = [] }) => main);
	return [...Object.keys(connections), ...outputs.flatMap((list) => (list ?? []).map(({ node }) => node))];
}

/** The nodes that parameters name, as `$('Start Sync')`, each with the node whose parameters they are. */
function mentionedIn(nodes) {
	return nodes.flatMap(({ name: where, parameters }) => {
		const texts = textsOf(parameters);
		return texts.flatMap((text) => [...text.matchAll(/\$\((['"])(.+?)\1\)/g)].map(([, , name]) => [where, name]));
	});
}

function textsOf(value) {
	if (typeof value === 'string') return [value];
	return value && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

/**
 * @param {string} folder with the templates as JSON files
 * @throws {Error} that names every problem of every template
 */
function checkTemplates(folder, ownTypes) {
	const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
	const problems = files.flatMap((name) => {
		const template = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
		return templateProblems(template, ownTypes).map((problem) => `${name} ${problem}`);
	});
	if (files.length === 0) problems.push(`${folder} holds no template`);
	if (problems.length > 0) throw new Error(problems.join('\n'));
}

module.exports = { checkTemplates, templateProblems };
