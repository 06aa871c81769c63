/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, IWorkflowBase } from 'n8n-workflow';

import { templates } from '../../workflows-templates/source/templates';

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** As n8n 2.28 and later know it; earlier ones drop it. */
interface Group {
	id: string;
	name: string;
	nodeIds: string[];
}

type Workflow = IWorkflowBase & { nodeGroups?: Group[] };

interface Edge {
	from: string;
	to: string;
	start: readonly [x: number, y: number];
	end: readonly [x: number, y: number];
}

/** As n8n draws them, in pixels. */
const NODE = 96;
const LABEL = { height: 40, beyond: 40 };

/** What a canvas shows: nodes with their labels, notes, and connections, as straight lines, without those that close a loop. */
function drawn(file: string): { nodes: Box[]; notes: Box[]; edges: Edge[]; workflow: Workflow } {
	const workflow = JSON.parse(
		readFileSync(join(__dirname, `../../workflows-templates/${file}.json`), 'utf8'),
	) as Workflow;
	const isNote = ({ type }: INode) => type.endsWith('.stickyNote');
	const nodes = workflow.nodes.filter((node) => !isNote(node));
	return {
		workflow,
		nodes: nodes.map(({ name, position: [x, y] }) => ({
			...{ name, left: x - LABEL.beyond, top: y, right: x + NODE + LABEL.beyond, bottom: y + NODE + LABEL.height },
		})),
		notes: workflow.nodes.filter(isNote).map(({ name, position: [x, y], parameters: { width, height } }) => ({
			...{ name, left: x, top: y, right: x + Number(width), bottom: y + Number(height) },
		})),
		edges: edgesOf(workflow),
	};
}

function edgesOf({ nodes, connections }: IWorkflowBase): Edge[] {
	const wires = Object.entries(connections).flatMap(([from, { main }]) =>
		main.flatMap((output, index) =>
			(output ?? []).map((target) => ({ from, index, to: target.node, input: target.index })),
		),
	);
	const leadsTo = (from: string, to: string, seen: string[] = []): boolean =>
		wires.some(
			(wire) =>
				wire.from === from && !seen.includes(wire.to) && (wire.to === to || leadsTo(wire.to, to, [...seen, wire.to])),
		);
	const at = (name: string) => nodes.find((node) => node.name === name)?.position ?? [0, 0];
	const height = (index: number, most: number) => (NODE * (index + 1)) / (most + 2);
	return wires
		.filter(({ from, to }) => !(leadsTo(to, from) && at(to)[0] <= at(from)[0]))
		.map(({ from, index, to, input }) => {
			const outputs = Math.max(...wires.filter((wire) => wire.from === from).map((wire) => wire.index));
			const inputs = Math.max(...wires.filter((wire) => wire.to === to).map((wire) => wire.input));
			const [[x, y], [toX, toY]] = [at(from), at(to)];
			return { from, to, start: [x + NODE, y + height(index, outputs)], end: [toX, toY + height(input, inputs)] };
		});
}

function overlapping(boxes: Box[]): string[] {
	return boxes.flatMap((one, index) =>
		boxes
			.slice(index + 1)
			.filter(
				(other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
			)
			.map((other) => `${one.name} and ${other.name}`),
	);
}

/** How far the point lies to the left of the line. */
function side([ax, ay]: Edge['start'], [bx, by]: Edge['end'], [x, y]: Edge['start']): number {
	return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

function cross(one: Edge, other: Edge): boolean {
	const apart = (a: Edge, b: Edge) => side(a.start, a.end, b.start) * side(a.start, a.end, b.end) < 0;
	return apart(one, other) && apart(other, one);
}

/** Whether the edge runs through the node itself, its label aside. */
function runsThrough({ from, to, start, end }: Edge, { name, left, top, right }: Box): boolean {
	if (name === from || name === to) return false;
	const y = (x: number) => start[1] + ((end[1] - start[1]) * (x - start[0])) / (end[0] - start[0]);
	const [from0, to0] = [Math.max(start[0], left + LABEL.beyond), Math.min(end[0], right - LABEL.beyond)];
	const isIn = (x: number) => y(x) > top && y(x) < top + NODE;
	return from0 < to0 && (isIn(from0) || isIn(to0));
}

/** What n8n refuses in a group, with the whole workflow that holds it. */
function groupProblems(names: string[], { nodes, connections }: Workflow): string[] {
	const wires = Object.entries(connections).flatMap(([from, { main }]) => main.flat().map((target) => [from, target?.node ?? '']));
	const isIn = (name: string) => names.includes(name);
	const inner = wires.filter((wire) => wire.every(isIn));
	const entries = new Set(wires.filter(([from, to]) => !isIn(from) && isIn(to)).map(([, to]) => to));
	const exits = new Set(wires.filter(([from, to]) => isIn(from) && !isIn(to)).map(([from]) => from));
	const reached = [...entries];
	for (const name of reached) for (const [from, to] of inner) if (from === name && !reached.includes(to)) reached.push(to);
	return [
		...nodes.filter(({ name, type }) => isIn(name) && /Trigger$|\.webhook$/.test(type)).map(({ name }) => `${name} is a trigger`),
		...(entries.size === 1 ? [] : [`the ways in: ${[...entries].join()}`]),
		...(exits.size < 2 ? [] : [`the ways out: ${[...exits].join()}`]),
		...inner.filter(([from, to]) => exits.has(from) || entries.has(to)).map((wire) => `its way in or out is in its middle: ${wire.join()}`),
		...names.filter((name) => !reached.includes(name)).map((name) => `${name} is apart`),
	];
}

describe.each(templates)('the canvas of $file', ({ file }) => {
	const { nodes, notes, edges, workflow } = drawn(file);

	test('nothing lies on something else', () => {
		expect(overlapping([...nodes, ...notes])).toEqual([]);
	});

	test('every connection goes to the right, but those that close a loop', () => {
		expect(edges.filter(({ start, end }) => end[0] <= start[0]).map(({ from, to }) => `${from} to ${to}`)).toEqual([]);
	});

	test('no connection crosses another one, or runs through a node', () => {
		const crossing = edges.flatMap((one, index) =>
			edges
				.slice(index + 1)
				.filter((other) => cross(one, other))
				.map((other) => [one, other]),
		);
		// What is remembered is stored before anything else goes on, which is the order from top to bottom.
		const unmeant = crossing.filter(
			([one, other]) => !(one.from === 'Record Results' && other.from === 'Record Results'),
		);
		expect(unmeant.map((pair) => pair.map(({ from, to }) => `${from} to ${to}`))).toEqual([]);
		expect(
			edges.flatMap((edge) =>
				nodes.filter((node) => runsThrough(edge, node)).map(({ name }) => `${edge.from} to ${edge.to}: ${name}`),
			),
		).toEqual([]);
	});

	const groups = (workflow.nodeGroups ?? []).map(({ name, nodeIds }) => ({
		...{ name, members: nodeIds.map((id) => workflow.nodes.find((node) => node.id === id)?.name ?? `no node ${id}`) },
	}));
	const grouped = groups.flatMap(({ members }) => members);

	test('its groups are as n8n takes them: of nodes that there are, none in two, and with names of their own', () => {
		for (const key of ['id', 'name'] as const) expect(new Set(workflow.nodeGroups?.map((group) => group[key])).size).toBe(groups.length);
		expect(nodes.filter(({ name }) => grouped.includes(name)).map(({ name }) => name).sort()).toEqual([...grouped].sort());
		expect(groups.flatMap(({ name, members }) => groupProblems(members, workflow).map((problem) => `${name}: ${problem}`))).toEqual([]);
	});

	test('a group, which is closed at first, holds no node that a note names, and its frame nothing else', () => {
		const texts = workflow.nodes.map(({ parameters }) => String(parameters.content));
		expect(grouped.filter((name) => texts.some((text) => text.includes(`**${name}**`)))).toEqual([]);
		for (const { members } of groups) {
			const inside = nodes.filter(({ name }) => members.includes(name));
			const edge = (side: 'left' | 'top' | 'right' | 'bottom', of: (...all: number[]) => number) => of(...inside.map((box) => box[side]));
			const frame = { name: 'frame', left: edge('left', Math.min), top: edge('top', Math.min), right: edge('right', Math.max), bottom: edge('bottom', Math.max) };
			const others = [...nodes, ...notes].filter(({ name }) => !members.includes(name));
			expect(others.filter((other) => overlapping([frame, other]).length > 0).map(({ name }) => name)).toEqual([]);
		}
	});

	test('its notes are short: the first one tells what to do, none has more than eighty words', () => {
		const texts = workflow.nodes
			.filter(({ type }) => type.endsWith('.stickyNote'))
			.map(({ parameters }) => String(parameters.content));
		expect(texts[0]).toMatch(/^## .+\n/);
		expect(texts.filter((text) => text.split(/\s+/).length > 80)).toEqual([]);
	});

	test('its name begins with a verb, and a description says for whom it is', () => {
		expect(workflow.name).toMatch(/^(Add|Forget|Manage|Run|Set|Sync|Undo) /);
		expect((workflow.meta as { description?: string }).description).toMatch(/^.{60,300}\.$/);
	});
});
