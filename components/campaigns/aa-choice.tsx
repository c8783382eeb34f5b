import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { TakesFocus } from "@/components/ui/takes-focus";

/** Whether the campaign is an A/A test, with what that means. */
export function AaChoice({
	isAaTest,
	takesFocus,
	onChange,
}: {
	isAaTest: boolean;
	/** When it appears. */
	takesFocus: boolean;
	onChange: (isAaTest: boolean) => void;
}) {
	const id = useId();
	return (
		<TakesFocus isOn={takesFocus}>
			<div className="flex items-start gap-2.5 text-sm">
				<Checkbox
					id={id}
					className="mt-0.5"
					checked={isAaTest}
					aria-describedby={`${id}-hint`}
					onCheckedChange={(checked) => onChange(checked === true)}
				/>
				<div>
					<label htmlFor={id}>A/A test: send no one anything</label>
					<p id={`${id}-hint`} className="text-pretty text-muted-foreground">
						The two groups are treated alike, so their difference should be zero. Shows whether the
						measurement can be trusted.
					</p>
				</div>
			</div>
		</TakesFocus>
	);
}
