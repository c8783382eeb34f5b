import { formatInstant } from "@/lib/kernel/sql-binder";
import type { World } from "@/lib/rules/testing/world";
import { moments } from "@/lib/rules/testing/world-instants";

/** The same world as rows of the warehouse's tables. */
export function rowsOf(world: World, ws: number): Record<string, object[]> {
	const at = formatInstant;
	const change = { ws, root: 0, recorded_at: at(moments[0] ?? 0) };
	return {
		profile_change: [
			...world.people.map(({ uid, createdAt }) => ({
				...change,
				change: "created",
				uid,
				effective_at: at(createdAt),
			})),
			...world.people
				.filter(({ isErased }) => isErased)
				.map(({ uid }) => ({ ...change, change: "erased", uid, effective_at: at(moments[1] ?? 0) })),
			...world.merges.flatMap(({ absorbed, root, undone }) => [
				{ ...change, change: "merged", uid: absorbed, root, effective_at: at(0) },
				...(undone
					? [
							{
								...change,
								change: "split",
								uid: absorbed,
								root: absorbed,
								effective_at: at(0),
								recorded_at: at(moments[1] ?? 0),
							},
						]
					: []),
			]),
		],
		trait_history: world.people.flatMap(({ uid, traits }) =>
			traits.map(({ trait, value, priority, validFrom, recordedAt, seq }) => ({
				ws,
				uid,
				trait,
				type: value.type,
				string_value: value.type === "string" ? value.value : "",
				number_value: ["number", "boolean", "date", "day"].includes(value.type)
					? Number("value" in value && value.value)
					: 0,
				list_value: value.type === "list" ? value.value : [],
				priority,
				source: "test",
				valid_from: at(validFrom),
				recorded_at: at(recordedAt),
				seq,
			})),
		),
		events: world.people.flatMap(({ uid, events }) =>
			events.map(({ event, time, message, properties: found }) => ({
				ws,
				uid,
				event,
				time: at(time),
				message,
				received_at: at(time),
				source: "test",
				properties: found,
			})),
		),
	};
}
