"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callApi } from "@/components/shell/call-api";
import { useCan } from "@/components/shell/workspace-context";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import type { SampleView } from "@/lib/syncs/mapping/sample";
import { syncRequestsApi } from "@/lib/syncs/requests-api";

/** A sync that exists, or one that is being made. */
export type SampleOf =
	| { syncId: string }
	| { segmentId: string; destinationId: string; identifierKinds: string[]; use: "include" | "exclude" };

export type Sample = {
	view: SampleView | undefined;
	error: Error | null;
	isStale: boolean;
	uid: number | undefined;
	choose: (uid: number) => void;
};

const typingMs = 250;

/** The request for one person, kept up to date while the mapping is edited. */
export function useSample(of: SampleOf | null, mapping: Mapping): Sample {
	const maySeePeople = useCan("people.read");
	const [uid, choose] = useState<number | undefined>();
	const text = JSON.stringify([of, uid, mapping.filter(isComplete)]);
	const [asked, setAsked] = useState(text);
	useEffect(() => {
		const timer = setTimeout(() => setAsked(text), typingMs);
		return () => clearTimeout(timer);
	}, [text]);
	const { data, error, isPlaceholderData } = useQuery({
		queryKey: ["syncs", "sample", asked],
		queryFn: ({ signal }) => askFor(asked, signal),
		enabled: of !== null && maySeePeople,
		placeholderData: keepPreviousData,
		retry: false,
	});
	return { view: data, error, isStale: isPlaceholderData || asked !== text, uid, choose };
}

/** Rows that say enough to be asked about; the others are still being filled in. */
function isComplete({ target, source }: Mapping[number]): boolean {
	if (target.trim() === "") return false;
	if ("trait" in source) return source.trait !== "";
	return !("template" in source) || source.template !== "";
}

function askFor(asked: string, signal: AbortSignal): Promise<SampleView> {
	// Safe because it was written by the hook above.
	const [of, uid, mapping] = JSON.parse(asked) as [SampleOf, number | null, Mapping];
	const body = { mapping, ...(uid === null ? {} : { uid }) };
	return "syncId" in of
		? callApi(syncRequestsApi.sample, { params: { syncId: of.syncId }, body, signal })
		: callApi(syncRequestsApi.sampleDraft, { body: { ...of, ...body }, signal });
}
