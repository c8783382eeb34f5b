"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { TenOfThem } from "@/components/rules/size/ten-of-them";
import { segmentsQueries } from "@/components/segments/api";
import { Badge } from "@/components/ui/badge";
import type { SegmentRule } from "@/lib/rules/rule";

/** Ten people matching the counted rule, to illustrate the number. */
export function SamplePeople({
	rule,
	asOf,
	isCurrent,
}: {
	rule: SegmentRule;
	asOf: string;
	isCurrent: boolean;
}) {
	const sample = useQuery({
		...segmentsQueries.sample(rule, asOf),
		enabled: isCurrent,
		placeholderData: keepPreviousData,
	});
	return (
		<TenOfThem
			rows={sample.data?.people.map((person) => ({
				person,
				detail: !person.isKnown && <Badge variant="outline">anonymous</Badge>,
			}))}
			error={sample.error}
			isCurrent={isCurrent && !sample.isPlaceholderData}
		/>
	);
}
