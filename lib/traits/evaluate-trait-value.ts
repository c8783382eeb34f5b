import { assertNever } from "@/lib/kernel/assert-never";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { instantOf } from "@/lib/rules/evaluate/prepare-date";
import { type LeafPreparer, prepareLeaf, prepareRule } from "@/lib/rules/evaluate/prepare-rule";
import type { Moment } from "@/lib/rules/leaf-kind";
import { prepareChoice, prepareWindow } from "@/lib/rules/leaves/event/prepare-window";
import { currentTrait, type TraitValue } from "@/lib/rules/leaves/trait/current-trait";
import type { EventChoice, EventWindow } from "@/lib/rules/rule";
import type { ComputedValue } from "@/lib/traits/computed-value";
import type {
	FormulaDefinition,
	ScoreDefinition,
	StageDefinition,
	TraitDefinition,
} from "@/lib/traits/definition";
import { evaluateFormula, type FormulaValue } from "@/lib/traits/evaluate-formula";
import { evaluateMeasure } from "@/lib/traits/evaluate-measure";
import { formulaType, traitsOf } from "@/lib/traits/formula";
import type { FormulaType } from "@/lib/traits/formula-operators";
import { decayTable, toScore, weightAt } from "@/lib/traits/score-weights";

type Evaluate = (person: PersonHistory) => ComputedValue | null;

/**
 * The value of a checked definition for one person at an instant; null is missing, and so is every value of
 * someone who does not exist at that instant. The reference that `compileTraitValue` must agree with.
 */
export function prepareTraitValue(
	definition: TraitDefinition,
	moment: Moment,
	prepare: LeafPreparer = prepareLeaf,
): Evaluate {
	const evaluate = prepareKind(definition, moment, prepare);
	return (person) => (person.isErased || person.createdAt > moment.asOf ? null : evaluate(person));
}

function prepareKind(definition: TraitDefinition, moment: Moment, prepare: LeafPreparer): Evaluate {
	switch (definition.kind) {
		case "aggregate": {
			const eventsOf = prepareEvents(definition, definition.window, moment);
			return (person) => {
				const events = eventsOf(person);
				return events === null ? null : evaluateMeasure(definition.measure, events, moment.timeZone);
			};
		}
		case "formula":
			return prepareFormula(definition, moment);
		case "score":
			return prepareScore(definition, moment);
		case "stage":
			return prepareStages(definition, moment, prepare);
		default:
			return assertNever(definition);
	}
}

/** A person's events of a choice in a window, oldest first; null without the trait that the window begins with. */
function prepareEvents(choice: EventChoice, window: EventWindow, moment: Moment) {
	const choose = prepareChoice({ event: choice.event, where: choice.where }, moment);
	const { boundsOf } = prepareWindow(window, moment);
	return (person: PersonHistory) => {
		const bounds = boundsOf(person);
		return bounds === null ? null : choose(person, bounds);
	};
}

function prepareFormula({ formula }: FormulaDefinition, moment: Moment): Evaluate {
	const types = new Map(traitsOf(formula).map(({ trait, type }) => [trait, type]));
	const isDate = formulaType(formula) === "date";
	return (person) => {
		const traitValue = (trait: string): FormulaValue =>
			valueOfType(currentTrait(person, trait, moment.asOf), types.get(trait), moment.timeZone);
		const value = evaluateFormula(formula, traitValue, moment);
		if (value === null) return null;
		if (typeof value === "string") return { type: "string", value };
		if (typeof value === "boolean") return { type: "boolean", value };
		return { type: isDate ? "date" : "number", value: value + 0 };
	};
}

/** A trait held under another type than the formula was checked for is missing. A day is its first instant. */
function valueOfType(
	held: TraitValue | null,
	type: FormulaType | "list" | undefined,
	timeZone: string,
): FormulaValue {
	if (held?.type === "day" && type === "date") return instantOf(held, timeZone);
	if (held === null || held.type === "unset" || held.type !== type) return null;
	return held.type === "list" ? true : held.value;
}

function prepareScore({ events, halfLifeDays, window }: ScoreDefinition, moment: Moment): Evaluate {
	const { asOf, timeZone } = moment;
	const today = localDayNumber(asOf, timeZone);
	const table = decayTable(halfLifeDays);
	const weightOf = (time: number) => weightAt(table, halfLifeDays, today - localDayNumber(time, timeZone));
	const scored = events.map((each) => ({
		points: each.points,
		eventsOf: prepareEvents(each, window, moment),
	}));
	return (person) => {
		let micros = 0n;
		for (const { points, eventsOf } of scored) {
			const found = eventsOf(person);
			if (found === null) return null;
			for (const { time } of found) micros += BigInt(weightOf(time) * points);
		}
		return { type: "number", value: toScore(micros) };
	};
}

function prepareStages({ stages }: StageDefinition, moment: Moment, prepare: LeafPreparer): Evaluate {
	const rules = stages.map(({ name, rule }) => ({ name, ...prepareRule(rule, moment, prepare) }));
	return (person) => {
		const stage = rules.find(({ test }) => test(person));
		return stage ? { type: "string", value: stage.name } : null;
	};
}
