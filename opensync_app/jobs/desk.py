"""Jobs of a person's desk: emptying the trash of what is old, and telling what happened."""

from opensync_app.jobs.scheduler import Job
from opensync_app.services.notifying import NoticeWatch, Notifying
from opensync_app.services.trashing import Trashing

_EMPTY_TRASH_S = 3600
_LOOK_AT_FIGURES_S = 60
_LOOK_FOR_NOTICES_S = 1


def desk_jobs(trashing: Trashing, notifying: Notifying, watch: NoticeWatch) -> tuple[Job, ...]:
    """Return the rows of the table of jobs that keep the desk."""

    def empty_trash() -> None:
        for user_id, sessions in trashing.purge_old().items():
            notifying.trash_purged(user_id, sessions)

    return (
        Job("empty the trash of what is old", _EMPTY_TRASH_S, empty_trash),
        Job("look at budgets and prices", _LOOK_AT_FIGURES_S, notifying.look),
        Job("announce notifications", _LOOK_FOR_NOTICES_S, watch.look),
    )
