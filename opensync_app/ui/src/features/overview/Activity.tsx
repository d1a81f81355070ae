import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/Card";
import { HeatMap } from "@/components/charts/HeatMap";
import { ChartBones } from "@/components/Skeletons";
import { Failure } from "@/components/States";
import { plural } from "@/lib/format";
import { heatmapQuery, type Asked } from "./queries";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);

/** When models replied, by weekday and local hour. */
export function Activity({ asked }: { asked: Asked }) {
  const query = useQuery(heatmapQuery(asked));
  return (
    <Card title="Activity" end="Replies by weekday and hour">
      {query.isPending && <ChartBones />}
      {query.isError && !query.data && <Failure title="The activity could not be read" error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <HeatMap
          label="Replies by weekday and hour"
          rows={WEEKDAYS}
          columns={HOURS}
          cells={query.data.cells}
          format={(value) => plural(value, "reply", "replies")}
          isNamed={(hour) => hour % 6 === 0}
        />
      )}
    </Card>
  );
}
