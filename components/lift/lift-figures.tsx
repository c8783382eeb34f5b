"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { AdjustCard } from "@/components/lift/adjust-card";
import { type Adjustment, adjustedView } from "@/components/lift/adjusted-view";
import { ForestCard } from "@/components/lift/forest-card";
import { HealthCard } from "@/components/lift/health-card";
import { IncrementCard } from "@/components/lift/increment-card";
import { MoneyCard } from "@/components/lift/money-card";
import { SeriesCard } from "@/components/lift/series-card";
import { VerdictCard } from "@/components/lift/verdict-card";
import type { LiftReadOut } from "@/lib/lift/contracts";

// Few campaigns have these: they are fetched for those that do.
const LateNote = dynamic(async () => (await import("@/components/lift/late-note")).LateNote);
const VariantsCard = dynamic(async () => (await import("@/components/lift/variants-card")).VariantsCard);

/** In reading order: a reader can stop after any part and has read nothing misleading. */
export function LiftFigures({
	read,
	adjustment,
	onAdjust,
	slices,
	underMoney,
	beforeHealth,
}: {
	read: LiftReadOut;
	adjustment: Adjustment;
	onAdjust: (adjustment: Adjustment) => void;
	/** The results by a trait, where they can be asked for. */
	slices?: ReactNode;
	/** What stands beside the incremental money, and is not it. */
	underMoney?: ReactNode;
	beforeHealth?: ReactNode;
}) {
	const shown = adjustedView(read, adjustment);
	const adjustedFor =
		adjustment.kind !== "off" && read.adjusted.known ? read.adjusted.figure.covariate : null;
	return (
		<>
			<VerdictCard read={read} />
			{read.late && <LateNote read={read} />}
			{read.outlook === null && (
				<>
					<IncrementCard read={shown} adjustedFor={adjustedFor} />
					<MoneyCard read={shown} />
					{read.variants && <VariantsCard read={read} variants={read.variants} />}
					{underMoney}
					<AdjustCard read={read} adjustment={adjustment} onChange={onAdjust} />
					<SeriesCard read={shown} />
					<ForestCard read={shown} />
					{slices}
					{beforeHealth}
				</>
			)}
			<HealthCard health={read.health} />
		</>
	);
}
