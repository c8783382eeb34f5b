import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { SequencePlan } from "@/lib/rules/leaves/sequence/read-steps";
import type { EventChoice } from "@/lib/rules/rule";

export type Chain = {
	/** Codes sort rows of the same person and instant. */
	links: { code: number; choice: EventChoice }[];
	absences: { code: number; choice: EventChoice; isTrailing: boolean }[];
	/** Columns made of `t` (person and time) and `r` (code), sorted; the last one, `hits`, has the last steps of chains. */
	arrays: string[];
};

/**
 * The steps as array functions. In `t`, times of one person differ by at most `span`, those of two people by
 * more, so that a difference shows both. A chain's position is carried forward; the latest one is the best,
 * because the least lies between it and now.
 */
export function compileChain(plan: SequencePlan, span: number, binder: SqlBinder): Chain {
	const { links, leading, trailing } = plan;
	// Looking ahead strictly: before the steps of the same instant. Later steps first. Looking back strictly: after them.
	const owned = links.flatMap(({ absences }, link) =>
		absences.filter(({ withinMs }) => withinMs !== null).map((absence) => ({ ...absence, link })),
	);
	let code = 0;
	const trailingCodes = trailing.map(() => code++);
	const aheadCodes = owned.map(() => code++);
	const linkCodes = links.map((_, index) => code + links.length - 1 - index);
	code += links.length;
	const behindCodes = owned.map(() => code++);
	const gapCodes = links.map(() => code++);

	// Nothing lies further apart than the span. Signed beside differences, unsigned beside sums.
	const limit = (ms: number | null) => binder.bind(Math.min(ms ?? span, span), "Int64");
	const unsigned = (ms: number | null) => binder.bind(Math.min(ms ?? span, span), "UInt64");
	const arrays: string[] = [];
	const name = (expression: string, alias: string) => {
		arrays.push(`${expression} AS ${alias}`);
		return alias;
	};
	const carry = (array: string, alias: string) => name(`arrayFill(item -> item != 0, ${array})`, alias);
	const placesOf = (wanted: number) => `arrayMap((at, role) -> if(role = ${wanted}, at, 0), t, r)`;
	const lastOf = (wanted: number, alias: string) => carry(placesOf(wanted), alias);
	const nextOf = (wanted: number, alias: string) =>
		name(`arrayReverseFill(item -> item != 0, ${placesOf(wanted)})`, alias);
	/** A condition on each place: `inputs` are the arrays it reads, under their own names with an underscore. */
	const test = (inputs: string[], then: string, otherwise: string, condition: string) =>
		`arrayMap((${inputs.map((input) => `${input}_`).join(", ")}) -> if(${condition}, ${then}, ${otherwise}), ${inputs.join(", ")})`;

	const [first] = linkCodes;
	let inputs = ["t", "r"];
	let condition = `r_ = ${first}`;
	if (leading.length > 0) {
		inputs.push(lastOf(gapCodes[0] ?? 0, "broken"));
		condition += ` AND t_ - broken_ > ${binder.bind(span, "Int64")}`;
	}
	for (let index = 1; index < links.length; index++) {
		const link = links[index];
		if (!link) continue;
		// The place itself is not needed where only the beginning counts: the time for all steps is the
		// tighter limit.
		const needsPlace = plan.totalMs === null || link.withinMs !== null || link.absences.length > 0;
		const isFirst = index === 1;
		const places = needsPlace || isFirst ? name(test(inputs, "t_", "0", condition), `v${index}`) : "";
		const before = places === "" ? "" : carry(places, `f${index}`);
		let start = "";
		if (plan.totalMs !== null && isFirst) start = name(before, "s1");
		else if (plan.totalMs !== null) {
			start = carry(name(test(inputs, `s${index - 1}_`, "0", condition), `b${index}`), `s${index}`);
		}
		inputs = ["t", "r", ...(needsPlace ? [before] : []), ...(start === "" ? [] : [start])];
		const parts = [`r_ = ${linkCodes[index]}`];
		if (start !== "") parts.push(`t_ - ${start}_ <= ${limit(plan.totalMs)}`);
		if (needsPlace) {
			const isNear = (place: string) => `t_ - ${place}_ <= ${limit(link.withinMs)}`;
			let latest = isNear(before);
			const hasPlain = link.absences.some(({ withinMs }) => withinMs === null);
			if (hasPlain) {
				inputs.push(lastOf(gapCodes[index] ?? 0, `n${index}`));
				latest += ` AND ${before}_ >= n${index}_`;
			}
			const own = owned.findIndex((absence) => absence.link === index);
			const absence = owned[own];
			if (absence) {
				const ahead = nextOf(aheadCodes[own] ?? 0, `a${index}`);
				const isFree = `${places}_ != 0 AND (${ahead}_ = 0 OR ${ahead}_ > t_ + ${unsigned(absence.withinMs)})`;
				const free = carry(test(["t", places, ahead], "t_", "0", isFree), `g${index}`);
				const behind = lastOf(behindCodes[own] ?? 0, `m${index}`);
				inputs.push(free, behind);
				const plain = hasPlain ? ` AND ${free}_ >= n${index}_` : "";
				latest = `((${isNear(free)}${plain}) OR (${latest} AND ${before}_ >= ${behind}_))`;
			}
			parts.push(latest);
		}
		condition = parts.join(" AND ");
	}
	for (const [index, { withinMs }] of trailing.entries()) {
		const next = nextOf(trailingCodes[index] ?? 0, `z${index}`);
		inputs.push(next);
		condition += ` AND (${next}_ = 0 OR ${next}_ > t_ + ${unsigned(withinMs)})`;
	}
	const parameters = inputs.map((input) => `${input}_`).join(", ");
	name(`arrayFilter((${parameters}) -> ${condition}, ${inputs.join(", ")})`, "hits");

	const gaps = links.flatMap(({ absences }, index) =>
		absences
			.filter(({ withinMs }) => withinMs === null)
			.map(({ choice }) => ({ choice, code: gapCodes[index] ?? 0, isTrailing: false })),
	);
	return {
		links: links.map(({ choice }, index) => ({ choice, code: linkCodes[index] ?? 0 })),
		absences: [
			...leading.map((choice) => ({ choice, code: gapCodes[0] ?? 0, isTrailing: false })),
			...gaps,
			...owned.flatMap(({ choice }, index) => [
				{ choice, code: aheadCodes[index] ?? 0, isTrailing: false },
				{ choice, code: behindCodes[index] ?? 0, isTrailing: false },
			]),
			...trailing.map(({ choice }, index) => ({ choice, code: trailingCodes[index] ?? 0, isTrailing: true })),
		],
		arrays,
	};
}
