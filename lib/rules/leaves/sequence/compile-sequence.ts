import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import { eligibleSql, rowsSql } from "@/lib/rules/leaves/event/compile-rows";
import { beginning, packEvents } from "@/lib/rules/leaves/event/pack-events";
import { compileChain } from "@/lib/rules/leaves/sequence/compile-chain";
import { readSteps, waitMs } from "@/lib/rules/leaves/sequence/read-steps";
import type { EventChoice, SequenceLeaf } from "@/lib/rules/rule";
import { type Bounds, windowBounds } from "@/lib/rules/window";

/** The roles of an event in a sequence; one event may have several. Conditions narrow it. */
type Role = { choice: EventChoice; code: number; conditions: string[] };

/**
 * People with a completed sequence. Over packed events, arrays carry forward where the last step was reached,
 * so that each step is one pass however many events and people there are. At the same instant later steps
 * sort before earlier ones: they never see them as earlier.
 */
export function compileSequence(leaf: SequenceLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const plan = readSteps(leaf);
	const { after, upTo }: Bounds = windowBounds(leaf.window, scope) ?? {
		after: Number.NEGATIVE_INFINITY,
		upTo: scope.asOf,
	};
	const base = Math.max(after, beginning);
	// What must not happen afterwards is looked for beyond the end of the window.
	const end = plan.trailing.length > 0 ? scope.asOf : upTo;
	const span = Math.max(end - base, 1);
	const chain = compileChain(plan, span, binder);

	const inWindow = (latest: number) => (latest < end ? [`time <= ${binder.bindInstant(latest)}`] : []);
	const lastStep = plan.links.length - 1;
	const roles: Role[] = [
		...chain.links.map(({ code, choice }, index) => ({
			code,
			choice,
			conditions: inWindow(index === lastStep ? Math.min(upTo, scope.asOf - waitMs(plan)) : upTo),
		})),
		...chain.absences.map(({ code, choice, isTrailing }) => ({
			code,
			choice,
			conditions: isTrailing ? [] : inWindow(upTo),
		})),
	].map(({ code, choice, conditions }) => ({
		code,
		choice,
		conditions: choice.where ? [...conditions, compileProperties(choice.where, binder, scope)] : conditions,
	}));
	const { code, condition } = codeSql(roles, binder);
	const conditions = [
		...(after === Number.NEGATIVE_INFINITY ? [] : [`time > ${binder.bindInstant(after)}`]),
		`time <= ${binder.bindInstant(end)}`,
		...condition,
	];
	const events = roles.map(({ choice }) => choice.event);
	const rows = rowsSql({ events, window: leaf.window, columns: { code }, conditions }, binder, scope);

	const { from, personAt } = packEvents(rows, { base, end }, binder);
	const hits = `(SELECT bucket, arrayJoin(hits) AS hit FROM (
		${from(chain.arrays)}))`;
	const people = peopleOf(hits, scope, `groupBitmapState(${personAt("hit")})`);
	if (leaf.operator === "happened") return { people, are: "matching" };
	const within = eligibleSql(leaf.window, binder, scope);
	return within === null
		? { people, are: "failing" }
		: { people: `bitmapAndnot(${within}, ${people})`, are: "matching" };
}

/** The role of a row, and what rows must fulfil to have any. Events with more roles than one become as many rows. */
function codeSql(roles: readonly Role[], binder: SqlBinder): { code: string; condition: string[] } {
	const named = new Map<string, Role[]>();
	for (const role of roles) named.set(role.choice.event, [...(named.get(role.choice.event) ?? []), role]);
	const isEvent = new Map([...named.keys()].map((name) => [name, `event = ${binder.bind(name, "String")}`]));
	const branch = (name: string, value: string, index: number) =>
		index === named.size - 1 ? value : `${isEvent.get(name)}, ${value}`;
	const choose = (values: string[]) =>
		values.length === 1 ? values.join("") : `multiIf(${values.join(", ")})`;
	const all = (conditions: string[]) => conditions.map((one) => `(${one})`).join(" AND ");
	if (named.size === roles.length) {
		const codes = [...named].map(([name, [role]], index) => branch(name, String(role?.code), index));
		const condition = roles
			.filter(({ conditions }) => conditions.length > 0)
			.map(({ choice, conditions }) =>
				named.size === 1 ? all(conditions) : `(NOT (${isEvent.get(choice.event)}) OR (${all(conditions)}))`,
			);
		return { code: choose(codes), condition };
	}
	const lists = [...named].map(([name, some], index) => {
		const codes = some.map(({ code, conditions }) =>
			conditions.length === 0 ? `toInt8(${code})` : `if(${all(conditions)}, toInt8(${code}), toInt8(-1))`,
		);
		return branch(name, `[${codes.join(", ")}]`, index);
	});
	return { code: `arrayJoin(arrayFilter(item -> item >= 0, ${choose(lists)}))`, condition: [] };
}
