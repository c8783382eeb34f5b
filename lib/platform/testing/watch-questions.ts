import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

/** A warehouse that records the names of the queries it gets, in order. */
export function watchQuestions(warehouse: Warehouse): { warehouse: Warehouse; queried: string[] } {
	const queried: string[] = [];
	const reader = Object.create(warehouse.reader, {
		rows: {
			value: (question: Parameters<typeof warehouse.reader.rows>[0]) => {
				queried.push(String(question.settings.log_comment));
				return warehouse.reader.rows(question);
			},
		},
	});
	const watched = new Proxy(warehouse, {
		get: (client, key) => {
			if (key === "reader") return reader;
			const method = Reflect.get(client, key, client);
			if (typeof method !== "function") return method;
			return (input: { clickhouse_settings?: { log_comment?: string } }) => {
				queried.push(input.clickhouse_settings?.log_comment ?? String(key));
				return method.call(client, input);
			};
		},
	});
	return { warehouse: watched, queried };
}
