"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { campaignsQueries } from "@/components/campaigns/api";
import { useCan } from "@/components/shell/workspace-context";
import type { RuleNode } from "@/lib/rules/rule";

/** Names of the campaigns a rule mentions; requested only if it mentions any. */
export function useCampaignNames(rule: RuleNode): ReadonlyMap<string, string> {
	const mayRead = useCan("campaigns.read");
	const campaigns = useQuery({ ...campaignsQueries.list(), enabled: mayRead && mentionsCampaign(rule) });
	return useMemo(
		() => new Map((campaigns.data?.items ?? []).map(({ id, name }) => [id, name])),
		[campaigns.data],
	);
}

function mentionsCampaign(node: RuleNode): boolean {
	if (node.kind === undefined) return node.rules.some(mentionsCampaign);
	return node.kind === "engagement" && node.campaign !== undefined;
}
