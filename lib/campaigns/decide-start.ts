import type { CampaignStart } from "@/lib/campaigns/contracts";

export interface StartFacts {
	/** What an admin has set for this workspace; a goal of null is none. */
	defaults: Omit<CampaignStart, "destinationId">;
	/** Campaigns of the workspace, newest first. */
	campaigns: readonly {
		destinationId: string | null;
		goalEvent: string | null;
		valueProperty: string | null;
	}[];
	/** Destinations whose last test worked. */
	healthyDestinationIds: readonly string[];
	events: readonly {
		name: string;
		recentCount?: number | undefined;
		properties: readonly { name: string; type: string }[];
	}[];
}

const purchaseLike = /order|purchas|checkout|payment|paid|subscri|transaction|sale|booking|invoice/i;
/** What sounds like a purchase and is its opposite. */
const noPurchase = /unsub|unpaid|fail|refund|cancel|declin|abandon/i;
const valueLike = /revenue|total|amount|value|price|sum/i;

/**
 * Defaults of a new campaign: the destination that is the only one or was used last, and the workspace's
 * defaults. If those name no goal, the one measured most, with its value. The one place where this is
 * decided.
 */
export function decideStart({
	defaults,
	campaigns,
	healthyDestinationIds,
	events,
}: StartFacts): CampaignStart {
	const lastUsed = campaigns.find(
		({ destinationId }) => destinationId !== null && healthyDestinationIds.includes(destinationId),
	)?.destinationId;
	const onlyOne = healthyDestinationIds.length === 1 ? healthyDestinationIds[0] : undefined;
	return {
		...defaults,
		destinationId: lastUsed ?? onlyOne ?? null,
		...(goalOf(defaults, events) ?? usualGoal(campaigns, events) ?? likelyGoal(events) ?? noGoal),
	};
}

const noGoal = { goalEvent: null, valueProperty: null };
type Goal = Pick<CampaignStart, "goalEvent" | "valueProperty">;

/** A goal that was chosen, while its event is there; its value only while that is a number to add up. */
function goalOf({ goalEvent, valueProperty }: Goal, events: StartFacts["events"]): Goal | null {
	const event = events.find(({ name }) => name === goalEvent);
	if (!event) return null;
	const isNumber = valueProperty !== null && numbersOf(event).includes(valueProperty);
	return { goalEvent, valueProperty: isNumber ? valueProperty : null };
}

/** The most common goal of campaigns, of those whose event still exists; on a tie, the one used last. */
function usualGoal(campaigns: StartFacts["campaigns"], events: StartFacts["events"]): Goal | null {
	const uses = new Map<string, Goal & { count: number }>();
	for (const campaign of campaigns) {
		const goal = goalOf(campaign, events);
		if (!goal?.goalEvent) continue;
		const use = uses.get(goal.goalEvent) ?? { ...goal, count: 0 };
		uses.set(goal.goalEvent, {
			...use,
			valueProperty: use.valueProperty ?? goal.valueProperty,
			count: use.count + 1,
		});
	}
	const [most] = [...uses.values()].sort((a, b) => b.count - a.count);
	return most ? { goalEvent: most.goalEvent, valueProperty: most.valueProperty } : null;
}

/** The commonest event that looks like a purchase and has a number to add up. */
function likelyGoal(events: StartFacts["events"]): Goal | null {
	const [event] = events
		.filter(
			(each) => purchaseLike.test(each.name) && !noPurchase.test(each.name) && numbersOf(each).length > 0,
		)
		.sort((a, b) => (b.recentCount ?? 0) - (a.recentCount ?? 0));
	if (!event) return null;
	const numbers = numbersOf(event);
	const value = numbers.find((name) => valueLike.test(name)) ?? numbers[0] ?? null;
	return { goalEvent: event.name, valueProperty: value };
}

function numbersOf({ properties }: StartFacts["events"][number]): string[] {
	return properties.filter(({ type }) => type === "number").map(({ name }) => name);
}
