"use client";

import { useBuilder } from "@/components/rules/builder-context";

/** What is known about an event's properties. */
export function useProperties(event: string) {
	const { names } = useBuilder();
	return names.events.find(({ name }) => name === event)?.properties ?? [];
}
