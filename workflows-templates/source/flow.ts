import type { TemplateFile } from './code/shared/names';
import { NAMES } from './code/shared/names';
import type { Placed, Wire } from './canvas';
import { canvas, sizeOfNote } from './canvas';

export type { Placed } from './canvas';

/** As long as n8n's own ids of nodes: its durable scheduler refuses longer ones. */
const LONGEST_ID = 36;

/** What a node does, whatever it is called and wherever it stands. */
export interface Step {
	type: string;
	typeVersion: number;
	parameters: object;
	webhookId?: string;
	disabled?: true;
	alwaysOutputData?: true;
	executeOnce?: true;
	retryOnFail?: true;
	maxTries?: number;
	waitBetweenTries?: number;
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
}

/** A door of a node; a node itself stands for its first one. */
export type Door = Placed | { node: Placed; index: number };

/** The door of a node, counted from 0, as an output or an input. */
export function door(node: Placed, index: number): Door {
	return { node, index };
}

/** How an expression or a Code node names another node. */
export function ref({ name }: Pick<Placed, 'name'>): string {
	return `$('${name}')`;
}

/** What n8n saves of a workflow, as far as templates use it. */
export interface Settings {
	/** Seconds. */
	executionTimeout?: number;
	saveDataSuccessExecution?: 'none';
}

/** A workflow template: one file in `workflows-templates`. */
export interface Template {
	/** The file's name, without its ending. */
	file: TemplateFile;
	/** For whom it is, and what it does. */
	description: string;
	settings: Settings;
	build(flow: Flow): void;
}

/** The nodes and connections of one template, as its parts add them. */
export class Flow {
	private readonly nodes: Array<{ placed: Placed; step: Step; group?: string }> = [];

	private openGroup: string | undefined;

	private readonly notes: Array<{ text: string; above?: Placed }> = [];

	private readonly wires: Wire[] = [];

	add(name: string, row: number, step: Step): Placed {
		if (this.nodes.some(({ placed }) => placed.name === name)) throw new Error(`Two nodes are called "${name}"`);
		const placed = { name, row };
		this.nodes.push({ placed, step, group: this.openGroup });
		return placed;
	}

	/**
	 * Everything that is added meanwhile is one group of the canvas, which n8n from 2.28 on shows as one box at first: for
	 * what nobody has to open.
	 *
	 * n8n takes groups whose nodes are connected, without triggers, with one way in and one way out.
	 */
	group<T>(name: string, build: () => T): T {
		this.openGroup = name;
		const built = build();
		this.openGroup = undefined;
		return built;
	}

	/** A sticky note above the flow, above a node if there is room; the flow numbers them from left to right. */
	note(text: string, above?: Placed): void {
		this.notes.push({ text, above });
	}

	/** Connects a node to others, or the output of one to inputs of others. */
	connect(from: Door, ...to: Door[]): void {
		for (const target of to) this.wires.push({ from: endOf(from), to: endOf(target) });
	}

	/** One after the other, through their first doors. */
	chain(...nodes: Placed[]): void {
		nodes.slice(1).forEach((node, index) => this.connect(nodes[index], node));
	}

	/** Nodes, connections and groups as n8n exports them; `file` makes the ids of the nodes the template's own. */
	toJson(file: string): { nodes: object[]; connections: object; nodeGroups?: object[] } {
		const sizes = this.notes.map(({ text, above }) => ({ size: sizeOfNote(text), above: above?.name }));
		const { nodes, notes } = canvas(
			this.nodes.map(({ placed }) => placed),
			this.wires,
			sizes,
		);
		const steps = [
			...this.nodes.map(({ placed: { name }, step }, index) => ({ name, step, position: nodes[index] })),
			...this.notes.map(({ text }, index) => ({
				name: `Note ${index + 1}`,
				step: sticky(text, index === 0),
				position: notes[index],
			})),
		];
		const sources = [...new Set(this.wires.map(({ from }) => from.name))];
		return {
			nodes: steps.map(({ name, step: { type, typeVersion, parameters, ...flags }, position }) => ({
				...{ id: idOf(file, name), name, type, typeVersion, position, parameters },
				...flags,
			})),
			connections: Object.fromEntries(sources.map((name) => [name, { main: this.outputsOf(name) }])),
			...this.groupsOf(file),
		};
	}

	private groupsOf(file: string): { nodeGroups?: object[] } {
		const names = [...new Set(this.nodes.flatMap(({ group }) => group ?? []))];
		const nodeIds = (name: string) => this.nodes.filter(({ group }) => group === name).map(({ placed }) => idOf(file, placed.name));
		return names.length ? { nodeGroups: names.map((name) => ({ id: idOf(file, `group ${name}`), name, nodeIds: nodeIds(name) })) } : {};
	}

	private outputsOf(name: string): object[][] {
		const wires = this.wires.filter(({ from }) => from.name === name);
		const outputs = Array.from({ length: Math.max(...wires.map(({ from }) => from.index)) + 1 }, (): object[] => []);
		for (const { from, to } of wires) outputs[from.index].push({ node: to.name, type: 'main', index: to.index });
		return outputs;
	}
}

/** The first note says what to do, and is yellow. */
function sticky(content: string, isFirst: boolean): Step {
	const [width, height] = sizeOfNote(content);
	const parameters = { content, width, height, ...(!isFirst && { color: 7 }) };
	return { type: 'n8n-nodes-base.stickyNote', typeVersion: 1, parameters };
}

function endOf(end: Door): { name: string; index: number } {
	return 'node' in end ? { name: end.node.name, index: end.index } : { name: end.name, index: 0 };
}

function idOf(file: string, name: string): string {
	return `${file}-${slug(name)}`.slice(0, LONGEST_ID);
}

function slug(name: string): string {
	return name
		.toLowerCase()
		.replace(/[^a-z\d]+/g, '-')
		.replace(/^-|-$/g, '');
}

/** The text of the template's file. */
export function render({ file, description, settings, build }: Template): string {
	const flow = new Flow();
	build(flow);
	const workflow = {
		name: NAMES[file],
		...flow.toJson(file),
		settings: { executionOrder: 'v1', ...settings },
		active: false,
		pinData: {},
		meta: { templateCredsSetupCompleted: false, description },
	};
	return `${JSON.stringify(workflow, null, '\t')}\n`;
}
