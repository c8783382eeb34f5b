import type { Formula } from "@/lib/traits/formula";
import type { ManyOperator, OneOperator, PairOperator } from "@/lib/traits/formula-operators";

/** Where a text breaks, counted in characters from 0. */
export type TextProblem = { from: number; to: number; message: string; suggestion?: string };

/** Stops reading a text. */
export class Broken extends Error {
	readonly problem: TextProblem;
	constructor(problem: TextProblem) {
		super(problem.message);
		this.problem = problem;
	}
}

/** A node with its place in the text. */
export type Located = { node: Formula; from: number; to: number; parts: { step: string; part: Located }[] };

export function pairOf(op: PairOperator, left: Located, right: Located): Located {
	return {
		node: { op, left: left.node, right: right.node },
		from: left.from,
		to: right.to,
		parts: [
			{ step: "left", part: left },
			{ step: "right", part: right },
		],
	};
}

export function manyOf(op: ManyOperator, of: Located[], from: number, to: number): Located {
	return {
		node: { op, of: of.map(({ node }) => node) },
		from,
		to,
		parts: of.map((part, index) => ({ step: `of.${index}`, part })),
	};
}

export function oneOf(op: OneOperator, argument: Located, from: number, to: number): Located {
	return { node: { op, argument: argument.node }, from, to, parts: [{ step: "argument", part: argument }] };
}
