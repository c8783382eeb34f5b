"use client";

import { CircleCheck, TriangleAlert, XCircle } from "lucide-react";
import Link from "next/link";
import type { Attention } from "@/components/home/prepare-attention";
import { mayOpen } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { NextTry } from "@/components/ui/next-try";

export function AttentionList({ items }: { items: readonly Attention[] }) {
	const { slug, role } = useWorkspace();
	if (items.length === 0) {
		return (
			<p className="flex items-center gap-2 text-muted-foreground text-sm">
				<CircleCheck aria-hidden="true" className="size-4 shrink-0 text-success" />
				Nothing needs you: syncs deliver, segments are fresh, connections work.
			</p>
		);
	}
	return (
		<Card>
			<CardHeader>
				<CardTitle>Needs attention</CardTitle>
			</CardHeader>
			<ul className="mt-3 divide-y divide-border border-border border-t">
				{items.map((item) => {
					const Icon = item.tone === "bad" ? XCircle : TriangleAlert;
					return (
						<li
							key={item.key}
							className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3 sm:items-center sm:px-5"
						>
							<Icon
								aria-hidden="true"
								className={cn(
									"mt-0.5 size-4 shrink-0 sm:mt-0",
									item.tone === "bad" ? "text-destructive" : "text-warning",
								)}
							/>
							<div className="min-w-0 flex-1 basis-52">
								<p className="font-medium">{item.title}</p>
								<p className="break-words text-muted-foreground text-sm">
									{item.detail}
									{item.nextTryAt && (
										<>
											{" "}
											<NextTry at={item.nextTryAt} />
										</>
									)}
								</p>
							</div>
							{mayOpen(role, item.path) && (
								<Button asChild variant="outline" size="sm" className="max-sm:ml-7">
									<Link href={`/${slug}/${item.path}`}>{item.action}</Link>
								</Button>
							)}
						</li>
					);
				})}
			</ul>
		</Card>
	);
}
