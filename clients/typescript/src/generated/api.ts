// Made by `npm run generate -w @echocohort/client` from apps/api/openapi.json.
export interface paths {
    "/v1/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Generations, newest first */
        get: operations["listGenerations"];
        put?: never;
        /**
         * Ask for samples with a target EF
         * @description Samples are made in the background. With a clip, its observed frames condition them: the same heart, another EF. EF is single-plane area-length EF, not clinical LVEF.
         */
        post: operations["createGeneration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/generations/{generationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A generation and its first samples
         * @description Its samples are without provenance and download, which each has under its own path.
         */
        get: operations["getGeneration"];
        put?: never;
        post?: never;
        /**
         * Delete a generation and all its samples
         * @description Nobody finds it from then on, and nothing more of it is made. Its files are deleted soon after, which makes room in the store. There is no way back.
         */
        delete: operations["deleteGeneration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/generations/{generationId}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its samples by index, made or not
         * @description Without provenance and download, which each sample has under its own path.
         */
        get: operations["listSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/generations/{generationId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a generation; what is made stays
         * @description Cancelling a cancelled generation changes nothing. One that has ended otherwise is a conflict.
         */
        post: operations["cancelGeneration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cohorts, newest first */
        get: operations["listCohorts"];
        put?: never;
        /**
         * Ask for many samples by a plan of their EFs
         * @description Each source gets the targets of the plan; those of one source in one replicate are twins, who differ by their EF alone. The order is fixed by the request and its seed, so a cohort can be extended. With `dryRun` nothing is made, and the answer says what it would come to. Or, as multipart/form-data, at most 1000000 samples one by one: the part `items` is a file of JSON lines, each with a `custom_id` that no other line has, a `targetEf` and, where wanted, `clipId`, `observedFrames`, `frames`, `seed`, `tolerance`, `maxAttempts` and `allowUnmeasured`, as of a generation; the part `cohort` is JSON of the other fields below, without `plan`, `sources`, `samples` and `replicates`. An item with a seed is the first sample of the generation with that seed, so items of one seed and clip are twins. All lines are looked at, the first hundred that cannot be used are named by their numbers, and then nothing is made.
         */
        post: operations["createCohort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A cohort, how far it is and how fast */
        get: operations["getCohort"];
        put?: never;
        post?: never;
        /**
         * Delete a cohort and all its samples
         * @description Nobody finds it from then on, and nothing more of it is made. Its files are deleted soon after, which makes room in the store. There is no way back.
         */
        delete: operations["deleteCohort"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its samples by index, made or not
         * @description Without provenance and download, which each sample has under its own path.
         */
        get: operations["listCohortSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is made of it, a line a sample
         * @description Target, readings, attempts, noise, source, split, storage keys and SHA-256 of each sample that is made or has failed, by index, as JSON lines, as CSV with a head, or as Parquet.
         */
        get: operations["getCohortManifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * More samples of the same plan; those that it has stay as they are
         * @description It names the samples, or replicates, that the cohort shall have in all. A cancelled one is a conflict.
         */
        post: operations["extendCohort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin nothing more of it for now
         * @description What is under way is still made. Pausing a paused cohort changes nothing; one that is over is a conflict.
         */
        post: operations["pauseCohort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on after a pause, or after the preview
         * @description Resuming a cohort that is not paused changes nothing; one that is over is a conflict.
         */
        post: operations["resumeCohort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop it; what is made stays
         * @description Cancelling a cancelled cohort changes nothing. One that has ended otherwise is a conflict.
         */
        post: operations["cancelCohort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cohorts/{cohortId}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** EFs that were planned and EFs that were made, acceptance, error and attempts */
        get: operations["getCohortFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedules, newest first */
        get: operations["listSchedules"];
        put?: never;
        /**
         * Make a cohort again and again
         * @description The cohort is tried at once, and refused now if it could not be made. Each firing has a seed of its own, and is made once, however many servers run. Times that a change to summer time skips are fired when it is over.
         */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{scheduleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A schedule, and the next five times at which it fires */
        get: operations["getSchedule"];
        put?: never;
        post?: never;
        /** Delete a schedule and its history; the cohorts that it made stay */
        delete: operations["deleteSchedule"];
        options?: never;
        head?: never;
        /**
         * Change, pause (paused: true) or resume a schedule
         * @description It goes on from now: what it missed while it was paused or had another timetable is not caught up.
         */
        patch: operations["changeSchedule"];
        trace?: never;
    };
    "/v1/schedules/{scheduleId}/fire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fire now, out of turn, paused or not */
        post: operations["fireSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{scheduleId}/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of its times, the latest first */
        get: operations["listFirings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{scheduleId}/firings/{firingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A firing */
        get: operations["getFiring"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{scheduleId}/firings/{firingId}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What it made, beside the firing before */
        get: operations["getFiringReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/samples/{sampleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A sample, with its provenance; `pending` before it is made */
        get: operations["getSample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/samples/{sampleId}/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its video (H.264 in MP4); synthetic, not for clinical use */
        get: operations["getSampleVideo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/samples/{sampleId}/contact-sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its frames beside each other */
        get: operations["getSampleContactSheet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/samples/{sampleId}/outline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The left ventricle in each of its frames, as it was measured
         * @description A label for free: closed polygons in pixels of the video. They follow the motion that made the clip. A sample that nobody could measure has none, which is a conflict.
         */
        get: operations["getSampleOutline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clips, newest first */
        get: operations["listClips"];
        put?: never;
        /**
         * Upload a clip whose frames can condition samples
         * @description A DICOM (multi-frame), AVI, MP4, GIF, PNG or NPY file of at most 256 MiB in the form part `file`. Only the ultrasound sector is kept: what lies outside it (burnt-in text, patient data) is dropped. The part `labels` may hold labels as a JSON object.
         */
        post: operations["uploadClip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clips/{clipId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A clip, and what its reading says
         * @description A clip is read in the background soon after its upload: two readers look for the left ventricle in each frame. `reading.status` tells when it is done; a generation need not wait for it.
         */
        get: operations["getClip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change its labels
         * @description Cohorts that there are keep their sources: a selector is looked up once, when a cohort is made.
         */
        patch: operations["changeClip"];
        trace?: never;
    };
    "/v1/clips/{clipId}/contact-sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its frames beside each other; once it is read, with the outline of the ventricle */
        get: operations["getClipContactSheet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clips/{clipId}/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its frames as a model sees them
         * @description The part that moves, at the size of the model's frame: an NPY array `|u1` [frames, height, width], 0 black. All frames, or 64 spread over a longer clip: those that `GET /v1/clips/{clipId}/outline` numbers.
         */
        get: operations["getClipFrames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clips/{clipId}/outline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The outline of the ventricle and its volume in each frame, once it is read */
        get: operations["getClipOutline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What has happened, oldest first; as a page or as a stream
         * @description Every event once, in the same order for every reader. A page begins with the oldest event that is kept, or after `after`.
         *
         *     With `Accept: text/event-stream` the same as server-sent events, going on with what comes. Each carries its number as `id`; a
         *     client that comes back with `Last-Event-ID` misses nothing. A line comes every 15 s at least. A stream ends after ten minutes,
         *     when the server stops, or when its client does not read; clients of server-sent events come back by themselves. A tenant may
         *     have 16 at a time.
         *
         *     Events are kept for 7 days: with an older `after` the answer is 410.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks, newest first */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have events sent to a URL
         * @description Every event from now on is sent as a POST of `{type, timestamp, data}`, where `data` is the event as `GET /v1/events` shows it,
         *     signed as [Standard Webhooks](https://www.standardwebhooks.com) has it. The answer is the one time that the secret is shown.
         *
         *     An endpoint gets its events in order, each at least once and under one `webhook-id`: keep the ids that you have dealt with for a week and
         *     pass over what comes again. Refuse what is older than five minutes: a message that is sent again has a new `webhook-timestamp`.
         *     Answer 2xx within 15 s. Anything else, a redirect too, is tried again, in 5 s at first and then ever more rarely; after a day the
         *     webhook is disabled, as it is at once by 410, and an event says so.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A webhook, and whether it takes what it is sent */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Delete a webhook and what is known of its deliveries */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change, disable or enable a webhook
         * @description Its next event is sent at once. A webhook that is enabled again goes on where it was, as far as events are kept.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret
         * @description For 24 hours both secrets sign, so that a receiver which knows either is content; a second rotation ends that of before.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message that says nothing, once
         * @description Of the kind `webhook.test`, also to a webhook that is disabled.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent, newest first; kept for 7 days */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery, and what its receiver said */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message once more, out of order
         * @description Under the same `webhook-id`. One that is tried again anyway has its next attempt now.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Model bundles, their limits and their measured quality */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of the own tenant, newest first, revoked ones too */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key of the own tenant
         * @description The answer is the one time that its secret is shown.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{keyId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a key
         * @description It is refused from now on, by further processes of the API within 30 seconds. Revoking a revoked key changes nothing; the key that the request comes with is a conflict.
         */
        post: operations["revokeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own tenant, its caps and where they stand */
        get: operations["getOwnTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tenants, newest first */
        get: operations["listTenants"];
        put?: never;
        /**
         * Make a tenant and its first key
         * @description The answer is the one time that the secret of the key is shown.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant, its caps and where they stand */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change weight and caps of a tenant, suspend it, or let it go on
         * @description A suspended tenant gets 403 with the reason to every request, and nothing more of its runs is begun until it goes on. Further processes of the API know within 30 seconds.
         */
        patch: operations["changeTenant"];
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the own tenant has used
         * @description The last 30 days when `from` is left out, and at most 366. Up to date within a commit.
         */
        get: operations["getOwnUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a tenant has used
         * @description The last 30 days when `from` is left out, and at most 366. Up to date within a commit.
         */
        get: operations["getTenantUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What has gone of a tenant, also when it is no more */
        get: operations["getErasure"];
        put?: never;
        /**
         * Erase a tenant and all that it has
         * @description It is suspended at once and its runs are stopped. After an hour, when what was under way has landed, its objects, rows, keys and log entries go, and at last the tenant. There is no way back. Asking again changes nothing.
         */
        post: operations["eraseTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports of the own tenant, newest first */
        get: operations["listExports"];
        put?: never;
        /**
         * Copy all that names the own tenant
         * @description Every row of every table, a line of JSON each, and a list of all objects with their SHA-256; no secret and no hash of one. It takes a while: `export.ready` says when it is there, and it is kept for 7 days. What changes meanwhile may be in it or not. While one is under way, asking again changes nothing.
         */
        post: operations["requestExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{exportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An export, what it holds and how far it is */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{exportId}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its files, each by a signed URL */
        get: operations["listExportParts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy all that names a tenant
         * @description As the tenant itself may; before it is erased, or while it is suspended.
         */
        post: operations["exportTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/exports/{exportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An export of a tenant */
        get: operations["getTenantExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/exports/{exportId}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of an export of a tenant */
        get: operations["listTenantExportParts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls that may have changed something, newest first
         * @description Every call with a key of this tenant that is no GET, refused ones too unless by the rate limit. Entries appear right after the answer and are kept for a year.
         */
        get: operations["listAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a signed URL of the file storage names
         * @description The `download` of a sample has these URLs when files are stored in a folder. The key may hold slashes.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests are taken, for which the database must answer; Redis and storage beside it */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page that says what this is */
        get: operations["getHome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A wish for samples with one target EF */
        CreateGeneration: {
            /** @description Name of a model; the default one when left out */
            model?: string;
            /** @description Percent */
            targetEf: number;
            /** @description Frames of each sample, up to the model's maxFrames, which is the default */
            frames?: number;
            /** @description The same request with the same seed gives the same samples; drawn when left out */
            seed?: number;
            /** @default 1 */
            samples?: number;
            /** @description A clip whose frames condition the samples */
            clipId?: string;
            /** @description Indices into the clip, ascending; the best end-diastolic frame of the clip's reading when left out. Only with clipId */
            observedFrames?: number[];
            /**
             * @description What measuredEf and auditEf may each differ from the target by, percentage points
             * @default 3
             */
            tolerance?: number;
            /**
             * @description Tries at each sample; the best one is kept when none is accepted
             * @default 8
             */
            maxAttempts?: number;
            /** @description How long after its end it is deleted, as P30D or PT12H; left out, as the tenant has it, which may be for ever */
            expiresAfter?: string;
            /**
             * @description Make samples of frames without a ventricle too: without EF and outline, never accepted
             * @default false
             */
            allowUnmeasured?: boolean;
        };
        /** @description A request for samples and how far it is */
        Generation: {
            id: string;
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
            model: {
                name: string;
                version: string;
                fingerprint: string;
            };
            spec: {
                targetEf: number;
                frames: number;
                seed: number;
                samples: number;
                clipId: string | null;
                /** @description Null: the best frame of the clip's reading, which each sample's provenance names */
                observedFrames: number[] | null;
                tolerance: number;
                maxAttempts: number;
                allowUnmeasured: boolean;
            };
            counts: {
                total: number;
                pending: number;
                succeeded: number;
                /** @description Of the succeeded, those with both EFs within tolerance */
                accepted: number;
                failed: number;
                cancelled: number;
            };
            error: components["schemas"]["StoredError"] | null;
            /** @description When it is deleted; null before its end */
            expiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            links: {
                self: string;
                samples: string;
                cancel: string;
            };
        };
        /** @description A generation with the first page of its samples */
        GenerationDetail: {
            id: string;
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
            model: {
                name: string;
                version: string;
                fingerprint: string;
            };
            spec: {
                targetEf: number;
                frames: number;
                seed: number;
                samples: number;
                clipId: string | null;
                /** @description Null: the best frame of the clip's reading, which each sample's provenance names */
                observedFrames: number[] | null;
                tolerance: number;
                maxAttempts: number;
                allowUnmeasured: boolean;
            };
            counts: {
                total: number;
                pending: number;
                succeeded: number;
                /** @description Of the succeeded, those with both EFs within tolerance */
                accepted: number;
                failed: number;
                cancelled: number;
            };
            error: components["schemas"]["StoredError"] | null;
            /** @description When it is deleted; null before its end */
            expiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            links: {
                self: string;
                samples: string;
                cancel: string;
            };
            samples: components["schemas"]["SamplePage"];
        };
        GenerationPage: {
            items: components["schemas"]["Generation"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description Which EFs are asked for */
        CohortPlan: {
            /** @constant */
            kind: "list";
            targets: number[];
        } | {
            /** @constant */
            kind: "uniform";
            /**
             * @description Percent
             * @default 5
             */
            min?: number;
            /**
             * @description Percent
             * @default 85
             */
            max?: number;
        } | {
            /** @constant */
            kind: "normal";
            mean: number;
            sd: number;
            /**
             * @description Percent
             * @default 5
             */
            min?: number;
            /**
             * @description Percent
             * @default 85
             */
            max?: number;
        } | {
            /** @constant */
            kind: "stratified";
            strata: {
                min: number;
                max: number;
                share: number;
            }[];
        } | {
            /** @constant */
            kind: "match";
            /** @description EFs in percent: a number a line, or a table with a column `ef` */
            csv: string;
        } | {
            /** @constant */
            kind: "balance";
            /** @description EFs in percent: a number a line, or a table with a column `ef` */
            csv: string;
            /**
             * @description Percent
             * @default 5
             */
            min?: number;
            /**
             * @description Percent
             * @default 85
             */
            max?: number;
            /** @default 5 */
            binWidth?: number;
        } | {
            /** @constant */
            kind: "offsets";
            offsets: number[];
        } | {
            /** @constant */
            kind: "sweep";
            from: number;
            to: number;
            steps: number;
        };
        /** @description A wish for many samples: sources, and a plan of their EFs */
        CreateCohort: {
            name?: string;
            /**
             * @description Names and values of your own
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
            /** @description Name of a model; the default one when left out */
            model?: string;
            /** @description The same request with the same seed gives the same samples; drawn when left out */
            seed?: number;
            /**
             * @description What measuredEf and auditEf may each differ from the target by, percentage points
             * @default 3
             */
            tolerance?: number;
            /**
             * @description Tries at each sample; the best one is kept when none is accepted
             * @default 8
             */
            maxAttempts?: number;
            /** @description Ratios of splits by their names: each source is in one of them, and clips of the same pixels in the same */
            split?: {
                [key: string]: number;
            };
            /**
             * @description What becomes of sources in which no ventricle can be read
             * @default refuse
             * @enum {string}
             */
            onUnreadable?: "refuse" | "leave-out";
            /**
             * @description interactive goes before bulk
             * @default bulk
             * @enum {string}
             */
            lane?: "interactive" | "bulk";
            /** @description So many samples go first, in the interactive lane */
            preview?: number;
            /**
             * @description Wait after the preview until the cohort is resumed
             * @default false
             */
            holdAfterPreview?: boolean;
            /**
             * Format: date-time
             * @description When it should be over
             */
            deadline?: string;
            /** @description How long after its end it is deleted, as P30D or PT12H; left out, as the tenant has it, which may be for ever */
            expiresAfter?: string;
            /**
             * @description Make nothing, and say what it would come to
             * @default false
             */
            dryRun?: boolean;
            /** @description Clips that the samples are twins of, by their ids or, the oldest first, all that have some labels when the cohort is made; left out, samples begin with the model's anchor frames */
            sources?: {
                clipIds?: string[];
                /** @description All that have each of these labels with this value, whatever else they have */
                labels?: {
                    [key: string]: string;
                };
            };
            plan: components["schemas"]["CohortPlan"];
            /** @description Samples of each source and target, 1 when neither this nor samples is given */
            replicates?: number;
            /** @description Samples in all, at most 10000000 */
            samples?: number;
            /** @description Frames of the samples, one length or several in turn; the model's maxFrames when left out */
            frames?: number | number[];
        };
        /** @description Which EFs are asked for, as it is kept */
        CohortPlanView: {
            /** @constant */
            kind: "list";
            targets: number[];
        } | {
            /** @constant */
            kind: "uniform";
            min: number;
            max: number;
        } | {
            /** @constant */
            kind: "normal";
            mean: number;
            sd: number;
            min: number;
            max: number;
        } | {
            /** @constant */
            kind: "stratified";
            strata: {
                min: number;
                max: number;
                share: number;
            }[];
        } | {
            /** @constant */
            kind: "match";
            /** @description How many EFs are matched */
            efs: number;
            min: number;
            max: number;
        } | {
            /** @constant */
            kind: "balance";
            bins: {
                min: number;
                max: number;
                count: number;
            }[];
        } | {
            /** @constant */
            kind: "offsets";
            offsets: number[];
        } | {
            /** @constant */
            kind: "items";
            /** @description How many were uploaded */
            items: number;
        };
        /** @description What was asked for and is not made */
        CohortLeftOut: {
            /** @description Sources that cannot be used */
            sources: number;
            /** @description The first of them */
            examples: {
                clipId: string;
                reason: string;
            }[];
            /** @description Targets, or EFs of a CSV, outside of what a sample may be asked for */
            targets: number;
            /** @description Items of an upload whose clip cannot be used */
            items: number;
        };
        /** @description Many samples of one plan, and how far they are */
        Cohort: {
            id: string;
            name: string | null;
            labels: {
                [key: string]: string;
            };
            /**
             * @description paused: by its owner, or because its preview wants to be looked at
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "paused";
            model: {
                name: string;
                version: string;
                fingerprint: string;
            };
            spec: {
                plan: components["schemas"]["CohortPlanView"];
                sources: number;
                /** @description Sources of each split */
                splits: {
                    [key: string]: number;
                };
                /** @description Samples of one replicate */
                arms: number;
                samples: number;
                frames: number[];
                seed: number;
                tolerance: number;
                maxAttempts: number;
            };
            /**
             * @description Where its next samples go
             * @enum {string}
             */
            lane: "interactive" | "bulk";
            /** @description Samples that go first; 0 without a preview */
            preview: number;
            counts: {
                total: number;
                pending: number;
                succeeded: number;
                /** @description Of the succeeded, those with both EFs within tolerance */
                accepted: number;
                failed: number;
                cancelled: number;
            };
            leftOut: components["schemas"]["CohortLeftOut"];
            error: components["schemas"]["StoredError"] | null;
            deadline: string | null;
            /** @description When it is deleted; null before its end */
            expiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            links: {
                self: string;
                samples: string;
                figures: string;
                manifest: string;
                pause: string;
                resume: string;
                cancel: string;
                extend: string;
            };
        };
        /** @description A cohort, and how fast it is */
        CohortDetail: {
            id: string;
            name: string | null;
            labels: {
                [key: string]: string;
            };
            /**
             * @description paused: by its owner, or because its preview wants to be looked at
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "paused";
            model: {
                name: string;
                version: string;
                fingerprint: string;
            };
            spec: {
                plan: components["schemas"]["CohortPlanView"];
                sources: number;
                /** @description Sources of each split */
                splits: {
                    [key: string]: number;
                };
                /** @description Samples of one replicate */
                arms: number;
                samples: number;
                frames: number[];
                seed: number;
                tolerance: number;
                maxAttempts: number;
            };
            /**
             * @description Where its next samples go
             * @enum {string}
             */
            lane: "interactive" | "bulk";
            /** @description Samples that go first; 0 without a preview */
            preview: number;
            counts: {
                total: number;
                pending: number;
                succeeded: number;
                /** @description Of the succeeded, those with both EFs within tolerance */
                accepted: number;
                failed: number;
                cancelled: number;
            };
            leftOut: components["schemas"]["CohortLeftOut"];
            error: components["schemas"]["StoredError"] | null;
            deadline: string | null;
            /** @description When it is deleted; null before its end */
            expiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            links: {
                self: string;
                samples: string;
                figures: string;
                manifest: string;
                pause: string;
                resume: string;
                cancel: string;
                extend: string;
            };
            progress: {
                /** @description Of its newest samples; null before there are any */
                samplesPerSecond: number | null;
                /** @description At this pace; null where there is none */
                expectedEnd: string | null;
            };
        };
        CohortPage: {
            items: components["schemas"]["Cohort"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description What a cohort would come to, of which nothing was made */
        CohortEstimate: {
            /** @constant */
            dryRun: true;
            samples: number;
            arms: number;
            sources: number;
            splits: {
                [key: string]: number;
            };
            leftOut: components["schemas"]["CohortLeftOut"];
            histogram: {
                /** @description Samples that were counted, chosen evenly from a larger cohort */
                counted: number;
                bins: {
                    min: number;
                    max: number;
                    samples: number;
                }[];
            };
            /** @description Null where nothing is known */
            deviceSeconds: number | null;
            storageBytes: number | null;
            /** @description If it began now, behind what waits already */
            expectedEnd: string | null;
            /** @description What is estimated from what */
            basis: string[];
        };
        /** @description More samples of the same cohort; those that it has stay as they are */
        ExtendCohort: {
            /** @description Samples that it shall have in all */
            samples?: number;
            /** @description Replicates that it shall have in all */
            replicates?: number;
        };
        /** @description What a cohort was planned to be, and what it has become so far */
        CohortOutcome: {
            made: number;
            /** @description Of the made, those with both EFs within tolerance */
            accepted: number;
            failed: number;
            /** @description Of the made; null before there are any */
            acceptedShare: number | null;
            /** @description Tries at a sample, those that failed counted in */
            meanAttempts: number | null;
            /** @description Median of the size of measuredEf minus targetEf, percentage points, right to a tenth; 10 is 10 or more */
            medianError: number | null;
            /** @description The same of auditEf */
            medianAuditError: number | null;
            /** @description Samples that `planned` was counted of, chosen evenly from a larger cohort */
            plannedCounted: number;
            /** @description Bins of EF, percent */
            histogram: {
                min: number;
                max: number;
                /** @description Samples with a target EF from min to below max */
                planned: number;
                /** @description Made samples by measuredEf; what lies beyond is in the outer bins */
                made: number;
            }[];
        };
        /** @description A cohort that is made again and again */
        CreateSchedule: {
            name: string;
            /**
             * @description Five fields: minute, hour, day of month, month, day of week
             * @example 30 2 * * 1-5
             */
            cron: string;
            /**
             * @description An IANA time zone
             * @default UTC
             * @example Europe/Berlin
             */
            timeZone?: string;
            /**
             * @description What becomes of times at which nothing could fire: they are passed over, the last one is fired, or all of them are
             * @default {
             *       "policy": "once",
             *       "max": 10
             *     }
             */
            catchUp?: {
                /** @enum {string} */
                policy: "skip" | "once" | "all";
                /**
                 * @description Of all: so many of the last ones
                 * @default 10
                 */
                max?: number;
            };
            /** @description The body of POST /v1/cohorts that each firing sends; its seed gives each firing a seed of its own */
            cohort: {
                [key: string]: unknown;
            };
            /**
             * @description The sources are the clips uploaded since the firing before; without any, nothing is made
             * @default false
             */
            newClips?: boolean;
            /** @default false */
            paused?: boolean;
        };
        /** @description What shall be another from now on */
        ChangeSchedule: {
            name?: string;
            /**
             * @description Five fields: minute, hour, day of month, month, day of week
             * @example 30 2 * * 1-5
             */
            cron?: string;
            /**
             * @description An IANA time zone
             * @example Europe/Berlin
             */
            timeZone?: string;
            /** @description What becomes of times at which nothing could fire: they are passed over, the last one is fired, or all of them are */
            catchUp?: {
                /** @enum {string} */
                policy: "skip" | "once" | "all";
                /**
                 * @description Of all: so many of the last ones
                 * @default 10
                 */
                max?: number;
            };
            /** @description The body of POST /v1/cohorts that each firing sends; its seed gives each firing a seed of its own */
            cohort?: {
                [key: string]: unknown;
            };
            /** @description The sources are the clips uploaded since the firing before; without any, nothing is made */
            newClips?: boolean;
            paused?: boolean;
        };
        /** @description A cohort that is made again and again */
        Schedule: {
            id: string;
            name: string;
            cron: string;
            timeZone: string;
            catchUp: {
                /** @enum {string} */
                policy: "skip" | "once" | "all";
                max: number;
            };
            cohort: {
                [key: string]: unknown;
            };
            newClips: boolean;
            paused: boolean;
            /** @description The next five times; none while it is paused */
            next: string[];
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
                fire: string;
                firings: string;
            };
        };
        SchedulePage: {
            items: components["schemas"]["Schedule"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description A time of a schedule, and what became of it */
        Firing: {
            id: string;
            scheduleId: string;
            /**
             * Format: date-time
             * @description The time that it stands for
             */
            at: string;
            /** @enum {string} */
            kind: "scheduled" | "manual";
            /**
             * @description due: not made yet. skipped: missed and passed over, or without new clips. failed: refused, see error
             * @enum {string}
             */
            status: "due" | "fired" | "skipped" | "failed";
            /** @description New clips that were its sources; null where the cohort names its own */
            clips: number | null;
            /** @description It may have been deleted since: then there is no link to it */
            cohortId: string | null;
            error: components["schemas"]["StoredError"] | null;
            links: {
                cohort: string | null;
                report: string;
            };
        };
        FiringPage: {
            items: components["schemas"]["Firing"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description What the samples of a cohort came to, so far */
        CohortFigures: {
            made: number;
            accepted: number;
            failed: number;
            /** @description Of the made, from 0 to 1; null while there are none */
            acceptedShare: number | null;
            /** @description Tries at a sample */
            meanAttempts: number | null;
            /** @description Size of measured EF minus target EF, percentage points */
            meanError: number | null;
            /** @description Size of audit EF minus target EF, percentage points */
            meanAuditError: number | null;
            /** @description Percent */
            meanMeasuredEf: number | null;
            /** @description Samples by measured EF; the outer bars hold those beyond as well */
            histogram: {
                from: number;
                to: number;
                samples: number;
            }[];
        };
        /** @description This firing minus the one before */
        FiringChange: {
            acceptedShare: number | null;
            meanAttempts: number | null;
            meanError: number | null;
            meanAuditError: number | null;
            meanMeasuredEf: number | null;
            /** @description Another model, or another version of it, made them */
            model: boolean;
            sourcesAdded: number;
            sourcesGone: number;
        };
        /** @description What a firing made, beside the one before */
        FiringReport: {
            firing: components["schemas"]["Firing"];
            /** @description Null when it made no cohort */
            figures: components["schemas"]["CohortFigures"] | null;
            previous: {
                firing: components["schemas"]["Firing"];
                figures: components["schemas"]["CohortFigures"];
            } | null;
            /** @description Null without a firing before that made a cohort */
            change: components["schemas"]["FiringChange"] | null;
        };
        /** @description One synthetic clip of a generation or a cohort */
        Sample: {
            id: string;
            /** @description Null for a sample of a cohort */
            generationId: string | null;
            /** @description Null for a sample of a generation */
            cohortId: string | null;
            index: number;
            /** @description Of the item that asked for it; null without one */
            custom_id: string | null;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed" | "cancelled";
            /** @constant */
            synthetic: true;
            /**
             * @description How every EF here is read
             * @constant
             */
            efMethod: "single-plane area-length; not clinical LVEF";
            /** @description Percent */
            targetEf: number;
            /** @description Percent, by the outline of the model's own reader; null when nobody could measure it */
            measuredEf: number | null;
            /** @description Percent, by the outline of a reader that took no part in training; null like measuredEf */
            auditEf: number | null;
            /** @description Percent, by that reader on the made frames themselves; null when they were not looked at anew */
            shownEf: number | null;
            /** @description measuredEf and auditEf both within tolerance; null before it is made */
            accepted: boolean | null;
            /** @description Tries used */
            attempts: number;
            frames: number;
            framesPerSecond: number | null;
            /** @description Wall-clock time that it took */
            seconds: number | null;
            videoBytes: number | null;
            videoSha256: string | null;
            error: components["schemas"]["StoredError"] | null;
            createdAt: string | null;
            links: {
                self: string;
                generation: string | null;
                cohort: string | null;
                video: string | null;
                contactSheet: string | null;
                /** @description null when nobody could measure it */
                outline: string | null;
            };
        };
        /** @description One synthetic clip with its provenance */
        SampleDetail: {
            id: string;
            /** @description Null for a sample of a cohort */
            generationId: string | null;
            /** @description Null for a sample of a generation */
            cohortId: string | null;
            index: number;
            /** @description Of the item that asked for it; null without one */
            custom_id: string | null;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed" | "cancelled";
            /** @constant */
            synthetic: true;
            /**
             * @description How every EF here is read
             * @constant
             */
            efMethod: "single-plane area-length; not clinical LVEF";
            /** @description Percent */
            targetEf: number;
            /** @description Percent, by the outline of the model's own reader; null when nobody could measure it */
            measuredEf: number | null;
            /** @description Percent, by the outline of a reader that took no part in training; null like measuredEf */
            auditEf: number | null;
            /** @description Percent, by that reader on the made frames themselves; null when they were not looked at anew */
            shownEf: number | null;
            /** @description measuredEf and auditEf both within tolerance; null before it is made */
            accepted: boolean | null;
            /** @description Tries used */
            attempts: number;
            frames: number;
            framesPerSecond: number | null;
            /** @description Wall-clock time that it took */
            seconds: number | null;
            videoBytes: number | null;
            videoSha256: string | null;
            error: components["schemas"]["StoredError"] | null;
            createdAt: string | null;
            links: {
                self: string;
                generation: string | null;
                cohort: string | null;
                video: string | null;
                contactSheet: string | null;
                /** @description null when nobody could measure it */
                outline: string | null;
            };
            /** @description What it was made from: enough to make the same bytes again */
            provenance: {
                /** @constant */
                synthetic: true;
                bundle: {
                    name: string;
                    version: string;
                    fingerprint: string;
                };
                /** @enum {string} */
                provider: "cpu" | "webgpu" | "cuda";
                /** @enum {string} */
                determinism: "bitwise" | "tolerance";
                goldenDifference?: {
                    meanLevels: number;
                    maxLevels: number;
                };
                seed: number;
                index: number;
                noiseIndex?: number;
                attempt: number;
                attempts: {
                    requestedEfPercent: number;
                    measuredEfPercent: number | null;
                    /** @default null */
                    auditEfPercent?: number | null;
                }[];
                /** @constant */
                efMethod: "single-plane area-length; not clinical LVEF";
                /**
                 * @default re-read
                 * @enum {string}
                 */
                measurement?: "carried" | "re-read" | "none";
                extrapolated: boolean;
                intensityGain: number;
                /** @default [] */
                observedFrames?: number[];
                observedPositions: number[];
                anchor: number | null;
                sourceEfPercent: number | null;
                lvAreaPx2: number[];
                lvLengthPx: number[];
                /** @default [] */
                auditAreaPx2?: number[];
                /** @default [] */
                auditLengthPx?: number[];
                volumeCurve: number[];
            } | null;
            /** @description URLs that need no API key until they expire */
            download: {
                video: string;
                contactSheet: string;
                expiresSeconds: number;
            } | null;
        };
        SamplePage: {
            items: components["schemas"]["Sample"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description The left ventricle in each frame of a sample, as it was measured */
        Outline: {
            id: string;
            /** @description Of the clip, px */
            width: number;
            /** @description Of the clip, px */
            height: number;
            frames: number;
            framesPerSecond: number;
            /**
             * @description What measuredEf makes of these outlines
             * @constant
             */
            efMethod: "single-plane area-length; not clinical LVEF";
            /** @description A closed polygon a frame: its points as x and y in px, from the left and from the top */
            polygons: [
                number,
                number
            ][][];
        };
        /** @description Why a sample or a generation failed */
        StoredError: {
            code: string;
            message: string;
        };
        /** @description What a model's two readers see in a clip */
        ClipReadingSummary: {
            /** @description Whose readers looked at the clip */
            model: string;
            /**
             * @description A clip is read in the background, once for each model
             * @enum {string}
             */
            status: "pending" | "done" | "failed";
            /** @description Whether the clip can be a source; null until it is read */
            readable: boolean | null;
            /** @description Why it cannot */
            refusal: string | null;
            /** @description Area-length EF of the heart in the clip, percent; null for a still, or where it cannot be read */
            sourceEf: number | null;
            /** @description Where it lies: what two readers see, and by how much they err */
            sourceEfInterval: [
                number,
                number
            ] | null;
            /** @description Frame of the largest ventricle */
            edFrame: number | null;
            /** @description Frame of the smallest ventricle */
            esFrame: number | null;
            /** @description The most readable end-diastolic frame: what is observed when a request does not say */
            bestFrame: number | null;
            /** @description How far the two readers agree on the ventricle, 0 to 1: the median over the frames */
            agreement: number | null;
            /** @description Why reading was given up */
            error: components["schemas"]["StoredError"] | null;
        };
        /** @description What a model's two readers see in a clip, frame by frame */
        ClipReading: {
            /** @description Whose readers looked at the clip */
            model: string;
            /**
             * @description A clip is read in the background, once for each model
             * @enum {string}
             */
            status: "pending" | "done" | "failed";
            /** @description Whether the clip can be a source; null until it is read */
            readable: boolean | null;
            /** @description Why it cannot */
            refusal: string | null;
            /** @description Area-length EF of the heart in the clip, percent; null for a still, or where it cannot be read */
            sourceEf: number | null;
            /** @description Where it lies: what two readers see, and by how much they err */
            sourceEfInterval: [
                number,
                number
            ] | null;
            /** @description Frame of the largest ventricle */
            edFrame: number | null;
            /** @description Frame of the smallest ventricle */
            esFrame: number | null;
            /** @description The most readable end-diastolic frame: what is observed when a request does not say */
            bestFrame: number | null;
            /** @description How far the two readers agree on the ventricle, 0 to 1: the median over the frames */
            agreement: number | null;
            /** @description Why reading was given up */
            error: components["schemas"]["StoredError"] | null;
            /** @description The frames that were read: all, or 64 spread over a longer clip */
            frames: {
                /** @description Index into the clip */
                frame: number;
                /** @description Area of the ventricle, px² of the model's frame */
                area: number;
                /** @description The same by the other reader */
                auditArea: number;
                agreement: number;
                readable: boolean;
            }[];
        };
        /** @description An uploaded clip, reduced to its ultrasound sector; text and patient data outside it are gone */
        Clip: {
            id: string;
            originalName: string;
            /** @description Names and values of your own */
            labels: {
                [key: string]: string;
            };
            /** @description What the file was, told by its content: dicom, avi, mp4, gif, png, npy */
            format: string;
            frames: number;
            /** @description Of the stored frames: the ultrasound sector alone */
            height: number;
            width: number;
            /** @description Null when the file did not say */
            framesPerSecond: number | null;
            /** @description Where in the uploaded frames the sector was found, px, and its share of that box */
            sector: {
                x: number;
                y: number;
                width: number;
                height: number;
                coverage: number;
            };
            /** @description The part of the stored frames that a model looks at, px: where the picture moves */
            view: {
                x: number;
                y: number;
                width: number;
                height: number;
            };
            /** @description Of the stored frames */
            sha256: string;
            /** @description Null by a model that reads no clips */
            reading: components["schemas"]["ClipReadingSummary"] | null;
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
                contactSheet: string;
            };
        };
        /** @description An uploaded clip, and what is seen in each of its frames */
        ClipDetail: {
            id: string;
            originalName: string;
            /** @description Names and values of your own */
            labels: {
                [key: string]: string;
            };
            /** @description What the file was, told by its content: dicom, avi, mp4, gif, png, npy */
            format: string;
            frames: number;
            /** @description Of the stored frames: the ultrasound sector alone */
            height: number;
            width: number;
            /** @description Null when the file did not say */
            framesPerSecond: number | null;
            /** @description Where in the uploaded frames the sector was found, px, and its share of that box */
            sector: {
                x: number;
                y: number;
                width: number;
                height: number;
                coverage: number;
            };
            /** @description The part of the stored frames that a model looks at, px: where the picture moves */
            view: {
                x: number;
                y: number;
                width: number;
                height: number;
            };
            /** @description Of the stored frames */
            sha256: string;
            reading: components["schemas"]["ClipReading"] | null;
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
                contactSheet: string;
            };
        };
        ClipPage: {
            items: components["schemas"]["Clip"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description What shall be another of a clip */
        ChangeClip: {
            /** @description Labels that shall have another value; `null` takes one away, the others stay */
            labels: {
                [key: string]: string | null;
            };
        };
        /** @description The left ventricle in each read frame of a clip, as a model sees it */
        ClipOutline: {
            id: string;
            /** @description Whose readers looked at the clip */
            model: string;
            /** @description Of the model's frame, px */
            width: number;
            /** @description Of the model's frame, px */
            height: number;
            /** @description Of the whole clip; null when the file did not say */
            framesPerSecond: number | null;
            /**
             * @description What makes a volume of an outline
             * @constant
             */
            efMethod: "single-plane area-length; not clinical LVEF";
            /** @description The frames of the clip that were read, in the order of all lists here */
            frames: number[];
            /** @description A closed polygon a frame: its points as x and y in px of the model's frame */
            polygons: [
                number,
                number
            ][][];
            /** @description Area-length volume a frame, px³; in the same unit as that of a twin by this model */
            volumes: number[];
        };
        /** @description Something that has happened */
        Event: {
            /** @description Rises from event to event, with gaps */
            sequence: number;
            /** @enum {string} */
            kind: "generation.started" | "generation.progressed" | "generation.succeeded" | "generation.failed" | "generation.cancelled" | "generation.deleted" | "cohort.started" | "cohort.progressed" | "cohort.paused" | "cohort.resumed" | "cohort.extended" | "cohort.succeeded" | "cohort.failed" | "cohort.cancelled" | "cohort.deleted" | "clip.read" | "webhook.disabled" | "quota.near" | "export.ready";
            /** @description The generation, cohort, clip, webhook, tenant or export that it happened to */
            subjectId: string;
            /**
             * Format: date-time
             * @description When it happened
             */
            at: string;
            /** @description How the generation or cohort stands; what was seen in a clip; why a webhook is disabled; which cap is near (four fifths of it are used, told once a day); what an export holds */
            data: {
                counts: {
                    /** @description Samples that were asked for */
                    total: number;
                    /** @description Samples that were made */
                    succeeded: number;
                    /** @description Of those, samples within tolerance */
                    accepted: number;
                    /** @description Samples that were given up */
                    failed: number;
                };
                /** @description Of the first sample that failed */
                error: {
                    code: string;
                    message: string;
                } | null;
            } | {
                /** @description Of the model whose readers looked at the clip */
                fingerprint: string;
                /** @description Whether the clip can be a source */
                readable: boolean;
                /** @description Why it cannot */
                refusal: string | null;
            } | {
                /** @description Why nothing more is sent to it */
                reason: string;
                /** @description The number of the event that it did not take */
                undelivered: number;
            } | {
                /** @enum {string} */
                cap: "queuedSamples" | "samplesPerDay" | "storageBytes";
                /** @description Where it stands */
                used: number;
                /** @description Where it ends */
                max: number;
            } | {
                /** @description Rows that it holds */
                rows: number;
                /** @description Objects that it lists */
                objects: number;
            };
        };
        EventPage: {
            items: components["schemas"]["Event"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
            /** @description Up to this number all is told; pass it as `after` to hear later what comes */
            through: number;
        };
        /** @description Where events are to be sent */
        CreateWebhook: {
            /**
             * @description https://, without credentials, of a public address; checked again at every connection. No redirect is followed
             * @example https://receiver.example.org/echocohort
             */
            url: string;
            /** @default null */
            description?: string | null;
            /** @description Events of these kinds; null is every kind, also those that come later */
            kinds?: ("generation.started" | "generation.progressed" | "generation.succeeded" | "generation.failed" | "generation.cancelled" | "generation.deleted" | "cohort.started" | "cohort.progressed" | "cohort.paused" | "cohort.resumed" | "cohort.extended" | "cohort.succeeded" | "cohort.failed" | "cohort.cancelled" | "cohort.deleted" | "clip.read" | "webhook.disabled" | "quota.near" | "export.ready")[] | null;
            /** @default true */
            enabled?: boolean;
        };
        /** @description What is to change; what is left out stays */
        ChangeWebhook: {
            /**
             * @description https://, without credentials, of a public address; checked again at every connection. No redirect is followed
             * @example https://receiver.example.org/echocohort
             */
            url?: string;
            description?: string | null;
            /** @description Events of these kinds; null is every kind, also those that come later */
            kinds?: ("generation.started" | "generation.progressed" | "generation.succeeded" | "generation.failed" | "generation.cancelled" | "generation.deleted" | "cohort.started" | "cohort.progressed" | "cohort.paused" | "cohort.resumed" | "cohort.extended" | "cohort.succeeded" | "cohort.failed" | "cohort.cancelled" | "cohort.deleted" | "clip.read" | "webhook.disabled" | "quota.near" | "export.ready")[] | null;
            enabled?: boolean;
        };
        /** @description An endpoint that events are sent to, without its secret */
        Webhook: {
            id: string;
            url: string;
            description: string | null;
            kinds: ("generation.started" | "generation.progressed" | "generation.succeeded" | "generation.failed" | "generation.cancelled" | "generation.deleted" | "cohort.started" | "cohort.progressed" | "cohort.paused" | "cohort.resumed" | "cohort.extended" | "cohort.succeeded" | "cohort.failed" | "cohort.cancelled" | "cohort.deleted" | "clip.read" | "webhook.disabled" | "quota.near" | "export.ready")[] | null;
            enabled: boolean;
            /**
             * @description failing: its next event is sent again and again. disabled: by hand, or for the reason beside it
             * @enum {string}
             */
            status: "active" | "failing" | "disabled";
            disabledReason: string | null;
            /** @description Events up to this number are sent, or not of its kinds */
            through: number;
            /** @description How often its next event was sent in vain */
            failures: number;
            failingSince: string | null;
            /** @description Of a failing one */
            nextAttemptAt: string | null;
            /** @description After a rotation: until then the secret of before signs as well */
            previousSecretUntil: string | null;
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
                deliveries: string;
                test: string;
                rotateSecret: string;
            };
        };
        /** @description A webhook and its new secret */
        WebhookWithSecret: {
            id: string;
            url: string;
            description: string | null;
            kinds: ("generation.started" | "generation.progressed" | "generation.succeeded" | "generation.failed" | "generation.cancelled" | "generation.deleted" | "cohort.started" | "cohort.progressed" | "cohort.paused" | "cohort.resumed" | "cohort.extended" | "cohort.succeeded" | "cohort.failed" | "cohort.cancelled" | "cohort.deleted" | "clip.read" | "webhook.disabled" | "quota.near" | "export.ready")[] | null;
            enabled: boolean;
            /**
             * @description failing: its next event is sent again and again. disabled: by hand, or for the reason beside it
             * @enum {string}
             */
            status: "active" | "failing" | "disabled";
            disabledReason: string | null;
            /** @description Events up to this number are sent, or not of its kinds */
            through: number;
            /** @description How often its next event was sent in vain */
            failures: number;
            failingSince: string | null;
            /** @description Of a failing one */
            nextAttemptAt: string | null;
            /** @description After a rotation: until then the secret of before signs as well */
            previousSecretUntil: string | null;
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
                deliveries: string;
                test: string;
                rotateSecret: string;
            };
            /** @description What signs the messages. Shown this once; null in the answer to a repeated request */
            secret: string | null;
        };
        WebhookPage: {
            items: components["schemas"]["Webhook"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description A message to a webhook, and what its receiver said */
        Delivery: {
            id: string;
            webhookId: string;
            /** @description The `webhook-id` that its receiver sees, the same at every attempt */
            messageId: string;
            /** @description Of the event; `webhook.test` for a test */
            kind: string;
            /** @description Number of the event; null for a test */
            sequence: number | null;
            /**
             * @description queued: asked for by hand. retrying: sent again later. failed: given up
             * @enum {string}
             */
            status: "queued" | "retrying" | "delivered" | "failed";
            attempts: number;
            lastAttempt: {
                /** Format: date-time */
                at: string;
                latencyMs: number;
                /** @description Of the answer; null where none came */
                status: number | null;
                /** @description The first 1024 bytes of the answer */
                excerpt: string | null;
                /** @description Why it does not count as taken */
                error: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            links: {
                self: string;
                redeliver: string;
            };
        };
        DeliveryPage: {
            items: components["schemas"]["Delivery"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description A model bundle: what it was made from, its limits and its measured quality */
        Model: {
            /** @description What `model` of a generation names */
            name: string;
            version: string;
            title: string;
            licence: string;
            isDefault: boolean;
            /** @description SHA-256 of its bundle.json */
            fingerprint: string;
            trainingData: string;
            weights: string;
            citation: string[];
            height: number;
            width: number;
            /** @description Rate of a sample whose clip has none */
            framesPerSecond: number;
            limits: {
                targetEf: {
                    min: number;
                    max: number;
                };
                frames: {
                    min: number;
                    max: number;
                };
                samples: {
                    min: number;
                    max: number;
                };
                tolerance: {
                    min: number;
                    max: number;
                };
                maxAttempts: {
                    min: number;
                    max: number;
                };
                observedFramesMax: number;
            };
            /** @description EF range of the training data, percent; targets outside it are extrapolated */
            trainedEf: {
                min: number;
                max: number;
            };
            /** @description It has no anchor frames of its own: every generation needs a clip */
            needsClip: boolean;
            /**
             * @description How it knows the EF of a sample: by outlines that the motion of the clip carries, by reading made frames anew, or not at all
             * @enum {string}
             */
            measurement: "carried" | "re-read" | "none";
            quality: {
                [key: string]: {
                    value: number;
                    protocol: string;
                };
            };
        };
        ModelList: {
            items: components["schemas"]["Model"][];
        };
        /** @description A wish for an API key */
        CreateKey: {
            name: string;
            /** @description What it may do: `read`, `write` and `admin` do not include each other */
            scopes: ("read" | "write" | "admin")[];
            /**
             * Format: date-time
             * @description It works until then; without it, until it is revoked
             */
            expiresAt?: string;
        };
        /** @description An API key, without its secret */
        Key: {
            id: string;
            name: string;
            /** @description What its secret begins with; null where that is not known */
            prefix: string | null;
            scopes: ("read" | "write" | "admin" | "platform")[];
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            /** @description To the minute */
            lastUsedAt: string | null;
            revokedAt: string | null;
            links: {
                revoke: string;
            };
        };
        /** @description A new API key with its secret */
        CreatedKey: {
            id: string;
            name: string;
            /** @description What its secret begins with; null where that is not known */
            prefix: string | null;
            scopes: ("read" | "write" | "admin" | "platform")[];
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            /** @description To the minute */
            lastUsedAt: string | null;
            revokedAt: string | null;
            links: {
                revoke: string;
            };
            /** @description Shown this once, only its SHA-256 is kept; null in the answer to a repeated request */
            secret: string | null;
        };
        KeyPage: {
            items: components["schemas"]["Key"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description A new tenant */
        CreateTenant: {
            name: string;
            /** @description Share of the devices beside other tenants */
            weight?: number;
            /** @description Those left out stay as they are; null is no cap */
            caps?: {
                /** @description Samples that workers have in hand; more wait while other tenants want the devices */
                inFlightSamples?: number | null;
                /** @description Samples that are asked for and not made */
                queuedSamples?: number | null;
                /** @description Samples asked for since midnight, UTC */
                samplesPerDay?: number | null;
                /** @description Bytes of stored clips and samples */
                storageBytes?: number | null;
                /** @description Uploads on their way, in each process of the API */
                uploadsAtOnce?: number | null;
            };
            /** @description How long after their end runs are deleted that name no time of their own, as P30D; null keeps them */
            expiresAfter?: string | null;
        };
        /** @description What is to change; what is left out stays */
        ChangeTenant: {
            /** @description Share of the devices beside other tenants */
            weight?: number;
            /** @description Those left out stay as they are; null is no cap */
            caps?: {
                /** @description Samples that workers have in hand; more wait while other tenants want the devices */
                inFlightSamples?: number | null;
                /** @description Samples that are asked for and not made */
                queuedSamples?: number | null;
                /** @description Samples asked for since midnight, UTC */
                samplesPerDay?: number | null;
                /** @description Bytes of stored clips and samples */
                storageBytes?: number | null;
                /** @description Uploads on their way, in each process of the API */
                uploadsAtOnce?: number | null;
            };
            /** @description How long after their end runs are deleted that name no time of their own, as P30D; null keeps them */
            expiresAfter?: string | null;
            /** @description Suspends the tenant, which is told why; null lets it go on */
            suspendedReason?: string | null;
        };
        /** @description Who owns clips and runs, and how much of it is allowed */
        Tenant: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "active" | "suspended";
            suspendedReason: string | null;
            weight: number;
            caps: {
                /** @description Samples that workers have in hand; more wait while other tenants want the devices */
                inFlightSamples: number | null;
                /** @description Samples that are asked for and not made */
                queuedSamples: number | null;
                /** @description Samples asked for since midnight, UTC */
                samplesPerDay: number | null;
                /** @description Bytes of stored clips and samples */
                storageBytes: number | null;
                /** @description Uploads on their way, in each process of the API */
                uploadsAtOnce: number | null;
            };
            /** @description How long after their end runs are deleted that name no time of their own, as P30D; null keeps them */
            expiresAfter: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description A tenant and where its caps stand */
        TenantDetail: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "active" | "suspended";
            suspendedReason: string | null;
            weight: number;
            caps: {
                /** @description Samples that workers have in hand; more wait while other tenants want the devices */
                inFlightSamples: number | null;
                /** @description Samples that are asked for and not made */
                queuedSamples: number | null;
                /** @description Samples asked for since midnight, UTC */
                samplesPerDay: number | null;
                /** @description Bytes of stored clips and samples */
                storageBytes: number | null;
                /** @description Uploads on their way, in each process of the API */
                uploadsAtOnce: number | null;
            };
            /** @description How long after their end runs are deleted that name no time of their own, as P30D; null keeps them */
            expiresAfter: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description Where the caps stand */
            used: {
                inFlightSamples: number;
                queuedSamples: number;
                samplesPerDay: number;
                storageBytes: number;
            };
        };
        /** @description A new tenant with its first key, which makes further ones */
        CreatedTenant: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "active" | "suspended";
            suspendedReason: string | null;
            weight: number;
            caps: {
                /** @description Samples that workers have in hand; more wait while other tenants want the devices */
                inFlightSamples: number | null;
                /** @description Samples that are asked for and not made */
                queuedSamples: number | null;
                /** @description Samples asked for since midnight, UTC */
                samplesPerDay: number | null;
                /** @description Bytes of stored clips and samples */
                storageBytes: number | null;
                /** @description Uploads on their way, in each process of the API */
                uploadsAtOnce: number | null;
            };
            /** @description How long after their end runs are deleted that name no time of their own, as P30D; null keeps them */
            expiresAfter: string | null;
            /** Format: date-time */
            createdAt: string;
            key: components["schemas"]["CreatedKey"];
        };
        TenantPage: {
            items: components["schemas"]["Tenant"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description What a tenant has used */
        Usage: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            total: {
                /** @description That were made */
                samples: number;
                /** @description Tries at samples, also at those that failed */
                attempts: number;
                /** @description Frames of all tries: the work that devices did */
                frames: number;
                /** @description Of stored videos and clips, less those deleted */
                bytes: number;
                uploads: number;
            };
            /** @description Days (UTC) on which something was used */
            days: {
                /** Format: date */
                day: string;
                /** @description That were made */
                samples: number;
                /** @description Tries at samples, also at those that failed */
                attempts: number;
                /** @description Frames of all tries: the work that devices did */
                frames: number;
                /** @description Of stored videos and clips, less those deleted */
                bytes: number;
                uploads: number;
            }[];
        };
        /** @description A wish to erase a tenant */
        RequestErasure: {
            /** @description Of the tenant, so that none is erased by mistake */
            name: string;
        };
        /** @description What has gone of a tenant */
        Erasure: {
            tenantId: string;
            /** @enum {string} */
            status: "running" | "finished";
            /** Format: date-time */
            requestedAt: string;
            finishedAt: string | null;
            /** @description Objects of the storage, and rows of the database by their kind */
            erased: {
                objects: number;
                rows: {
                    [key: string]: number;
                };
            };
            links: {
                self: string;
            };
        };
        /** @description A copy of all that names a tenant, and how far it is */
        Export: {
            id: string;
            tenantId: string;
            /** @enum {string} */
            status: "running" | "finished";
            /** Format: date-time */
            requestedAt: string;
            finishedAt: string | null;
            parts: number;
            /** @description Rows of the database by their table */
            rows: {
                [key: string]: number;
            };
            /** @description Objects of the storage that are listed */
            objects: number;
            objectBytes: number;
            links: {
                self: string;
                parts: string;
                /** @description A signed URL of what lists all parts; null until they are there */
                index: string | null;
            };
        };
        ExportPage: {
            items: components["schemas"]["Export"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description A file of lines, each the JSON of a row or of an object */
        ExportPart: {
            number: number;
            /** @description The table whose rows it has; or `objects`: their keys, sizes and SHA-256 */
            kind: string;
            lines: number;
            sizeBytes: number;
            sha256: string;
            /** @description Signed: anyone may read it for an hour */
            url: string;
        };
        ExportPartPage: {
            items: components["schemas"]["ExportPart"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        /** @description A call that may have changed something */
        AuditEntry: {
            id: string;
            keyId: string;
            /** @description Of this document */
            operation: string;
            method: string;
            path: string;
            /** @description Of the answer; those of 400 and above have changed nothing */
            status: number;
            /** @description Where the call came from */
            address: string;
            /** @description The answer's X-Request-Id */
            correlationId: string;
            /** Format: date-time */
            at: string;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description Pass it as `after` to get the next page; null on the last one */
            next: string | null;
        };
        Liveness: {
            /** @constant */
            status: "ok";
        };
        /** @description Which parts of the system answer */
        Readiness: {
            /**
             * @description degraded: requests are taken, and wait for what is down
             * @enum {string}
             */
            status: "ok" | "degraded" | "error";
            draining: boolean;
            checks: {
                /** @enum {string} */
                database: "ok" | "error";
                /** @enum {string} */
                redis: "ok" | "error";
                /** @enum {string} */
                storage: "ok" | "error";
            };
        };
        /** @description RFC 9457 problem details */
        Problem: {
            /** @example urn:echocohort:error:invalid-request */
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "invalid-request" | "unauthenticated" | "forbidden" | "not-found" | "method-not-allowed" | "not-ready" | "conflict" | "expired" | "payload-too-large" | "unsupported-media" | "range-not-satisfiable" | "unreadable-clip" | "no-ventricle" | "idempotency-mismatch" | "too-many-requests" | "quota-exceeded" | "object-lost" | "internal" | "unavailable" | "sampler-failed" | "bundle-invalid" | "storage-failed";
            detail: string;
            correlationId: string;
            errors: {
                field: string;
                expected: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listGenerations: {
        parameters: {
            query?: {
                /** @description A generation id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of generations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "status": "succeeded",
                     *           "model": {
                     *             "name": "echo-motion",
                     *             "version": "1",
                     *             "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *           },
                     *           "spec": {
                     *             "targetEf": 40,
                     *             "frames": 32,
                     *             "seed": 7,
                     *             "samples": 1,
                     *             "clipId": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *             "observedFrames": [
                     *               0
                     *             ],
                     *             "tolerance": 3,
                     *             "maxAttempts": 8,
                     *             "allowUnmeasured": false
                     *           },
                     *           "counts": {
                     *             "total": 1,
                     *             "pending": 0,
                     *             "succeeded": 1,
                     *             "accepted": 1,
                     *             "failed": 0,
                     *             "cancelled": 0
                     *           },
                     *           "error": null,
                     *           "expiresAt": null,
                     *           "createdAt": "2026-11-24T09:31:00.000Z",
                     *           "startedAt": "2026-11-24T09:31:00.100Z",
                     *           "finishedAt": "2026-11-24T09:31:02.000Z",
                     *           "links": {
                     *             "self": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *             "samples": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/samples",
                     *             "cancel": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/cancel"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["GenerationPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createGeneration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description For 24 hours, a repeated request with the same key and body gets what the first one made
                 * @example cohort-7-arm-40
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "targetEf": 40,
                 *       "frames": 32,
                 *       "seed": 7,
                 *       "samples": 1,
                 *       "clipId": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                 *       "observedFrames": [
                 *         0
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateGeneration"];
            };
        };
        responses: {
            /** @description The generation, and where to look for it */
            202: {
                headers: {
                    /** @description The generation */
                    Location?: string;
                    /** @description `true` when an earlier request made it */
                    "Idempotent-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *       "status": "succeeded",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "targetEf": 40,
                     *         "frames": 32,
                     *         "seed": 7,
                     *         "samples": 1,
                     *         "clipId": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *         "observedFrames": [
                     *           0
                     *         ],
                     *         "tolerance": 3,
                     *         "maxAttempts": 8,
                     *         "allowUnmeasured": false
                     *       },
                     *       "counts": {
                     *         "total": 1,
                     *         "pending": 0,
                     *         "succeeded": 1,
                     *         "accepted": 1,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "error": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": "2026-11-24T09:31:02.000Z",
                     *       "links": {
                     *         "self": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "samples": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/samples",
                     *         "cancel": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/cancel"
                     *       },
                     *       "samples": {
                     *         "items": [
                     *           {
                     *             "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *             "generationId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *             "cohortId": null,
                     *             "index": 0,
                     *             "custom_id": null,
                     *             "status": "succeeded",
                     *             "synthetic": true,
                     *             "efMethod": "single-plane area-length; not clinical LVEF",
                     *             "targetEf": 40,
                     *             "measuredEf": 41.2,
                     *             "auditEf": 39.6,
                     *             "shownEf": 37.8,
                     *             "accepted": true,
                     *             "attempts": 2,
                     *             "frames": 32,
                     *             "framesPerSecond": 32,
                     *             "seconds": 1.9,
                     *             "videoBytes": 48213,
                     *             "videoSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *             "error": null,
                     *             "createdAt": "2026-11-24T09:31:02.000Z",
                     *             "links": {
                     *               "self": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *               "generation": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *               "cohort": null,
                     *               "video": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/video",
                     *               "contactSheet": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/contact-sheet",
                     *               "outline": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/outline"
                     *             }
                     *           }
                     *         ],
                     *         "next": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["GenerationDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a generation
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S
                 */
                generationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The generation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *       "status": "succeeded",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "targetEf": 40,
                     *         "frames": 32,
                     *         "seed": 7,
                     *         "samples": 1,
                     *         "clipId": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *         "observedFrames": [
                     *           0
                     *         ],
                     *         "tolerance": 3,
                     *         "maxAttempts": 8,
                     *         "allowUnmeasured": false
                     *       },
                     *       "counts": {
                     *         "total": 1,
                     *         "pending": 0,
                     *         "succeeded": 1,
                     *         "accepted": 1,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "error": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": "2026-11-24T09:31:02.000Z",
                     *       "links": {
                     *         "self": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "samples": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/samples",
                     *         "cancel": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/cancel"
                     *       },
                     *       "samples": {
                     *         "items": [
                     *           {
                     *             "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *             "generationId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *             "cohortId": null,
                     *             "index": 0,
                     *             "custom_id": null,
                     *             "status": "succeeded",
                     *             "synthetic": true,
                     *             "efMethod": "single-plane area-length; not clinical LVEF",
                     *             "targetEf": 40,
                     *             "measuredEf": 41.2,
                     *             "auditEf": 39.6,
                     *             "shownEf": 37.8,
                     *             "accepted": true,
                     *             "attempts": 2,
                     *             "frames": 32,
                     *             "framesPerSecond": 32,
                     *             "seconds": 1.9,
                     *             "videoBytes": 48213,
                     *             "videoSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *             "error": null,
                     *             "createdAt": "2026-11-24T09:31:02.000Z",
                     *             "links": {
                     *               "self": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *               "generation": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *               "cohort": null,
                     *               "video": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/video",
                     *               "contactSheet": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/contact-sheet",
                     *               "outline": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/outline"
                     *             }
                     *           }
                     *         ],
                     *         "next": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["GenerationDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a generation
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S
                 */
                generationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSamples: {
        parameters: {
            query?: {
                /** @description A sample index: the `next` of the page before */
                after?: number;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a generation
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S
                 */
                generationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of samples */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *           "generationId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "cohortId": null,
                     *           "index": 0,
                     *           "custom_id": null,
                     *           "status": "succeeded",
                     *           "synthetic": true,
                     *           "efMethod": "single-plane area-length; not clinical LVEF",
                     *           "targetEf": 40,
                     *           "measuredEf": 41.2,
                     *           "auditEf": 39.6,
                     *           "shownEf": 37.8,
                     *           "accepted": true,
                     *           "attempts": 2,
                     *           "frames": 32,
                     *           "framesPerSecond": 32,
                     *           "seconds": 1.9,
                     *           "videoBytes": 48213,
                     *           "videoSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "error": null,
                     *           "createdAt": "2026-11-24T09:31:02.000Z",
                     *           "links": {
                     *             "self": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *             "generation": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *             "cohort": null,
                     *             "video": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/video",
                     *             "contactSheet": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/contact-sheet",
                     *             "outline": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/outline"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["SamplePage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a generation
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S
                 */
                generationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cancelled generation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *       "status": "cancelled",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "targetEf": 40,
                     *         "frames": 32,
                     *         "seed": 7,
                     *         "samples": 1,
                     *         "clipId": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *         "observedFrames": [
                     *           0
                     *         ],
                     *         "tolerance": 3,
                     *         "maxAttempts": 8,
                     *         "allowUnmeasured": false
                     *       },
                     *       "counts": {
                     *         "total": 1,
                     *         "pending": 0,
                     *         "succeeded": 0,
                     *         "accepted": 0,
                     *         "failed": 0,
                     *         "cancelled": 1
                     *       },
                     *       "error": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": "2026-11-24T09:31:02.000Z",
                     *       "links": {
                     *         "self": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "samples": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/samples",
                     *         "cancel": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S/cancel"
                     *       },
                     *       "samples": {
                     *         "items": [],
                     *         "next": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["GenerationDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCohorts: {
        parameters: {
            query?: {
                /** @description A cohort id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of cohorts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *           "name": "Low EF twins",
                     *           "labels": {
                     *             "study": "lvnc"
                     *           },
                     *           "status": "running",
                     *           "model": {
                     *             "name": "echo-motion",
                     *             "version": "1",
                     *             "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *           },
                     *           "spec": {
                     *             "plan": {
                     *               "kind": "list",
                     *               "targets": [
                     *                 20,
                     *                 35,
                     *                 60
                     *               ]
                     *             },
                     *             "sources": 1,
                     *             "splits": {},
                     *             "arms": 3,
                     *             "samples": 30,
                     *             "frames": [
                     *               32
                     *             ],
                     *             "seed": 7,
                     *             "tolerance": 3,
                     *             "maxAttempts": 8
                     *           },
                     *           "lane": "bulk",
                     *           "preview": 0,
                     *           "counts": {
                     *             "total": 30,
                     *             "pending": 12,
                     *             "succeeded": 18,
                     *             "accepted": 17,
                     *             "failed": 0,
                     *             "cancelled": 0
                     *           },
                     *           "leftOut": {
                     *             "sources": 0,
                     *             "examples": [],
                     *             "targets": 0,
                     *             "items": 0
                     *           },
                     *           "error": null,
                     *           "deadline": null,
                     *           "expiresAt": null,
                     *           "createdAt": "2026-11-24T09:31:00.000Z",
                     *           "startedAt": "2026-11-24T09:31:00.100Z",
                     *           "finishedAt": null,
                     *           "links": {
                     *             "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *             "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *             "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *             "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *             "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *             "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *             "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *             "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["CohortPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCohort: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description For 24 hours, a repeated request with the same key and body gets what the first one made
                 * @example cohort-7-arm-40
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Low EF twins",
                 *       "labels": {
                 *         "study": "lvnc"
                 *       },
                 *       "sources": {
                 *         "clipIds": [
                 *           "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ"
                 *         ]
                 *       },
                 *       "plan": {
                 *         "kind": "list",
                 *         "targets": [
                 *           20,
                 *           35,
                 *           60
                 *         ]
                 *       },
                 *       "replicates": 10,
                 *       "seed": 7
                 *     }
                 */
                "application/json": components["schemas"]["CreateCohort"];
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description The file
                     */
                    items: string;
                    cohort?: string;
                };
            };
        };
        responses: {
            /** @description What it would come to (`dryRun`) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "samples": 30,
                     *       "arms": 3,
                     *       "sources": 1,
                     *       "splits": {},
                     *       "leftOut": {
                     *         "sources": 1,
                     *         "examples": [
                     *           {
                     *             "clipId": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *             "reason": "no ventricle"
                     *           }
                     *         ],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "histogram": {
                     *         "counted": 30,
                     *         "bins": [
                     *           {
                     *             "min": 20,
                     *             "max": 25,
                     *             "samples": 10
                     *           }
                     *         ]
                     *       },
                     *       "deviceSeconds": 12.6,
                     *       "storageBytes": 2250000,
                     *       "expectedEnd": "2026-11-24T09:31:13.000Z",
                     *       "basis": [
                     *         "the newest 250 samples that echo-motion 1 has made for you: 1.2 attempts, 0.42 s and 75,000 bytes each"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CohortEstimate"];
                };
            };
            /** @description The cohort, and where to look for it */
            202: {
                headers: {
                    /** @description The cohort */
                    Location?: string;
                    /** @description `true` when an earlier request made it */
                    "Idempotent-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *       "name": "Low EF twins",
                     *       "labels": {
                     *         "study": "lvnc"
                     *       },
                     *       "status": "running",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targets": [
                     *             20,
                     *             35,
                     *             60
                     *           ]
                     *         },
                     *         "sources": 1,
                     *         "splits": {},
                     *         "arms": 3,
                     *         "samples": 30,
                     *         "frames": [
                     *           32
                     *         ],
                     *         "seed": 7,
                     *         "tolerance": 3,
                     *         "maxAttempts": 8
                     *       },
                     *       "lane": "bulk",
                     *       "preview": 0,
                     *       "counts": {
                     *         "total": 30,
                     *         "pending": 12,
                     *         "succeeded": 18,
                     *         "accepted": 17,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "leftOut": {
                     *         "sources": 0,
                     *         "examples": [],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "error": null,
                     *       "deadline": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": null,
                     *       "links": {
                     *         "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *         "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *         "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *         "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *         "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *         "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *         "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *         "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *       },
                     *       "progress": {
                     *         "samplesPerSecond": 2.4,
                     *         "expectedEnd": "2026-11-24T09:31:13.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CohortDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCohort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cohort */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *       "name": "Low EF twins",
                     *       "labels": {
                     *         "study": "lvnc"
                     *       },
                     *       "status": "running",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targets": [
                     *             20,
                     *             35,
                     *             60
                     *           ]
                     *         },
                     *         "sources": 1,
                     *         "splits": {},
                     *         "arms": 3,
                     *         "samples": 30,
                     *         "frames": [
                     *           32
                     *         ],
                     *         "seed": 7,
                     *         "tolerance": 3,
                     *         "maxAttempts": 8
                     *       },
                     *       "lane": "bulk",
                     *       "preview": 0,
                     *       "counts": {
                     *         "total": 30,
                     *         "pending": 12,
                     *         "succeeded": 18,
                     *         "accepted": 17,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "leftOut": {
                     *         "sources": 0,
                     *         "examples": [],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "error": null,
                     *       "deadline": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": null,
                     *       "links": {
                     *         "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *         "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *         "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *         "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *         "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *         "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *         "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *         "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *       },
                     *       "progress": {
                     *         "samplesPerSecond": 2.4,
                     *         "expectedEnd": "2026-11-24T09:31:13.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CohortDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCohort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCohortSamples: {
        parameters: {
            query?: {
                /** @description A sample index: the `next` of the page before */
                after?: number;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of samples */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *           "generationId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "cohortId": null,
                     *           "index": 0,
                     *           "custom_id": null,
                     *           "status": "succeeded",
                     *           "synthetic": true,
                     *           "efMethod": "single-plane area-length; not clinical LVEF",
                     *           "targetEf": 40,
                     *           "measuredEf": 41.2,
                     *           "auditEf": 39.6,
                     *           "shownEf": 37.8,
                     *           "accepted": true,
                     *           "attempts": 2,
                     *           "frames": 32,
                     *           "framesPerSecond": 32,
                     *           "seconds": 1.9,
                     *           "videoBytes": 48213,
                     *           "videoSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "error": null,
                     *           "createdAt": "2026-11-24T09:31:02.000Z",
                     *           "links": {
                     *             "self": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *             "generation": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *             "cohort": null,
                     *             "video": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/video",
                     *             "contactSheet": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/contact-sheet",
                     *             "outline": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/outline"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["SamplePage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCohortManifest: {
        parameters: {
            query?: {
                /**
                 * @description jsonl, csv or parquet
                 * @example jsonl
                 */
                format?: "jsonl" | "csv" | "parquet";
            };
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The manifest; a connection that breaks in its midst is an error */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"id":"run_01KAT81C9T4V6Y2D8S5N7Q3R1W-0","index":0} */
                    "application/jsonl": string;
                    /**
                     * @example id,index
                     *     run_01KAT81C9T4V6Y2D8S5N7Q3R1W-0,0
                     */
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    extendCohort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "samples": 60
                 *     }
                 */
                "application/json": components["schemas"]["ExtendCohort"];
            };
        };
        responses: {
            /** @description The cohort as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *       "name": "Low EF twins",
                     *       "labels": {
                     *         "study": "lvnc"
                     *       },
                     *       "status": "running",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targets": [
                     *             20,
                     *             35,
                     *             60
                     *           ]
                     *         },
                     *         "sources": 1,
                     *         "splits": {},
                     *         "arms": 3,
                     *         "samples": 30,
                     *         "frames": [
                     *           32
                     *         ],
                     *         "seed": 7,
                     *         "tolerance": 3,
                     *         "maxAttempts": 8
                     *       },
                     *       "lane": "bulk",
                     *       "preview": 0,
                     *       "counts": {
                     *         "total": 60,
                     *         "pending": 42,
                     *         "succeeded": 18,
                     *         "accepted": 17,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "leftOut": {
                     *         "sources": 0,
                     *         "examples": [],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "error": null,
                     *       "deadline": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": null,
                     *       "links": {
                     *         "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *         "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *         "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *         "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *         "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *         "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *         "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *         "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *       },
                     *       "progress": {
                     *         "samplesPerSecond": 2.4,
                     *         "expectedEnd": "2026-11-24T09:31:13.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CohortDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseCohort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cohort as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *       "name": "Low EF twins",
                     *       "labels": {
                     *         "study": "lvnc"
                     *       },
                     *       "status": "paused",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targets": [
                     *             20,
                     *             35,
                     *             60
                     *           ]
                     *         },
                     *         "sources": 1,
                     *         "splits": {},
                     *         "arms": 3,
                     *         "samples": 30,
                     *         "frames": [
                     *           32
                     *         ],
                     *         "seed": 7,
                     *         "tolerance": 3,
                     *         "maxAttempts": 8
                     *       },
                     *       "lane": "bulk",
                     *       "preview": 0,
                     *       "counts": {
                     *         "total": 30,
                     *         "pending": 12,
                     *         "succeeded": 18,
                     *         "accepted": 17,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "leftOut": {
                     *         "sources": 0,
                     *         "examples": [],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "error": null,
                     *       "deadline": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": null,
                     *       "links": {
                     *         "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *         "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *         "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *         "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *         "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *         "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *         "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *         "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *       },
                     *       "progress": {
                     *         "samplesPerSecond": 2.4,
                     *         "expectedEnd": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CohortDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeCohort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cohort as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *       "name": "Low EF twins",
                     *       "labels": {
                     *         "study": "lvnc"
                     *       },
                     *       "status": "running",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targets": [
                     *             20,
                     *             35,
                     *             60
                     *           ]
                     *         },
                     *         "sources": 1,
                     *         "splits": {},
                     *         "arms": 3,
                     *         "samples": 30,
                     *         "frames": [
                     *           32
                     *         ],
                     *         "seed": 7,
                     *         "tolerance": 3,
                     *         "maxAttempts": 8
                     *       },
                     *       "lane": "bulk",
                     *       "preview": 0,
                     *       "counts": {
                     *         "total": 30,
                     *         "pending": 12,
                     *         "succeeded": 18,
                     *         "accepted": 17,
                     *         "failed": 0,
                     *         "cancelled": 0
                     *       },
                     *       "leftOut": {
                     *         "sources": 0,
                     *         "examples": [],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "error": null,
                     *       "deadline": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": null,
                     *       "links": {
                     *         "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *         "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *         "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *         "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *         "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *         "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *         "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *         "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *       },
                     *       "progress": {
                     *         "samplesPerSecond": 2.4,
                     *         "expectedEnd": "2026-11-24T09:31:13.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CohortDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelCohort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cohort as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *       "name": "Low EF twins",
                     *       "labels": {
                     *         "study": "lvnc"
                     *       },
                     *       "status": "cancelled",
                     *       "model": {
                     *         "name": "echo-motion",
                     *         "version": "1",
                     *         "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *       },
                     *       "spec": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targets": [
                     *             20,
                     *             35,
                     *             60
                     *           ]
                     *         },
                     *         "sources": 1,
                     *         "splits": {},
                     *         "arms": 3,
                     *         "samples": 30,
                     *         "frames": [
                     *           32
                     *         ],
                     *         "seed": 7,
                     *         "tolerance": 3,
                     *         "maxAttempts": 8
                     *       },
                     *       "lane": "bulk",
                     *       "preview": 0,
                     *       "counts": {
                     *         "total": 30,
                     *         "pending": 0,
                     *         "succeeded": 18,
                     *         "accepted": 17,
                     *         "failed": 0,
                     *         "cancelled": 12
                     *       },
                     *       "leftOut": {
                     *         "sources": 0,
                     *         "examples": [],
                     *         "targets": 0,
                     *         "items": 0
                     *       },
                     *       "error": null,
                     *       "deadline": null,
                     *       "expiresAt": null,
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "startedAt": "2026-11-24T09:31:00.100Z",
                     *       "finishedAt": null,
                     *       "links": {
                     *         "self": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W",
                     *         "samples": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/samples",
                     *         "figures": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/figures",
                     *         "manifest": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/manifest",
                     *         "pause": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/pause",
                     *         "resume": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/resume",
                     *         "cancel": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/cancel",
                     *         "extend": "/v1/cohorts/run_01KAT81C9T4V6Y2D8S5N7Q3R1W/extend"
                     *       },
                     *       "progress": {
                     *         "samplesPerSecond": null,
                     *         "expectedEnd": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CohortDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCohortFigures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a cohort
                 * @example run_01KAT81C9T4V6Y2D8S5N7Q3R1W
                 */
                cohortId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it stands now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "made": 18,
                     *       "accepted": 17,
                     *       "failed": 0,
                     *       "acceptedShare": 0.9444,
                     *       "meanAttempts": 1.2,
                     *       "medianError": 0.82,
                     *       "medianAuditError": 1.1,
                     *       "plannedCounted": 30,
                     *       "histogram": [
                     *         {
                     *           "min": 20,
                     *           "max": 25,
                     *           "planned": 10,
                     *           "made": 6
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CohortOutcome"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                /** @description A schedule id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *           "name": "Twins of what came in this week",
                     *           "cron": "30 2 * * 1",
                     *           "timeZone": "Europe/Berlin",
                     *           "catchUp": {
                     *             "policy": "once",
                     *             "max": 10
                     *           },
                     *           "cohort": {
                     *             "plan": {
                     *               "kind": "list",
                     *               "targetEfs": [
                     *                 25,
                     *                 40,
                     *                 55
                     *               ]
                     *             },
                     *             "tolerance": 3
                     *           },
                     *           "newClips": true,
                     *           "paused": false,
                     *           "next": [
                     *             "2026-12-07T01:30:00.000Z",
                     *             "2026-12-14T01:30:00.000Z"
                     *           ],
                     *           "createdAt": "2026-11-30T09:00:00.000Z",
                     *           "links": {
                     *             "self": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *             "fire": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/fire",
                     *             "firings": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["SchedulePage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSchedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description For 24 hours, a repeated request with the same key and body gets what the first one made
                 * @example cohort-7-arm-40
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Twins of what came in this week",
                 *       "cron": "30 2 * * 1",
                 *       "timeZone": "Europe/Berlin",
                 *       "newClips": true,
                 *       "cohort": {
                 *         "plan": {
                 *           "kind": "list",
                 *           "targetEfs": [
                 *             25,
                 *             40,
                 *             55
                 *           ]
                 *         },
                 *         "tolerance": 3
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateSchedule"];
            };
        };
        responses: {
            /** @description The schedule */
            201: {
                headers: {
                    /** @description The schedule */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *       "name": "Twins of what came in this week",
                     *       "cron": "30 2 * * 1",
                     *       "timeZone": "Europe/Berlin",
                     *       "catchUp": {
                     *         "policy": "once",
                     *         "max": 10
                     *       },
                     *       "cohort": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targetEfs": [
                     *             25,
                     *             40,
                     *             55
                     *           ]
                     *         },
                     *         "tolerance": 3
                     *       },
                     *       "newClips": true,
                     *       "paused": false,
                     *       "next": [
                     *         "2026-12-07T01:30:00.000Z",
                     *         "2026-12-14T01:30:00.000Z"
                     *       ],
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *         "fire": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/fire",
                     *         "firings": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *       "name": "Twins of what came in this week",
                     *       "cron": "30 2 * * 1",
                     *       "timeZone": "Europe/Berlin",
                     *       "catchUp": {
                     *         "policy": "once",
                     *         "max": 10
                     *       },
                     *       "cohort": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targetEfs": [
                     *             25,
                     *             40,
                     *             55
                     *           ]
                     *         },
                     *         "tolerance": 3
                     *       },
                     *       "newClips": true,
                     *       "paused": false,
                     *       "next": [
                     *         "2026-12-07T01:30:00.000Z",
                     *         "2026-12-14T01:30:00.000Z"
                     *       ],
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *         "fire": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/fire",
                     *         "firings": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "paused": true
                 *     }
                 */
                "application/json": components["schemas"]["ChangeSchedule"];
            };
        };
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *       "name": "Twins of what came in this week",
                     *       "cron": "30 2 * * 1",
                     *       "timeZone": "Europe/Berlin",
                     *       "catchUp": {
                     *         "policy": "once",
                     *         "max": 10
                     *       },
                     *       "cohort": {
                     *         "plan": {
                     *           "kind": "list",
                     *           "targetEfs": [
                     *             25,
                     *             40,
                     *             55
                     *           ]
                     *         },
                     *         "tolerance": 3
                     *       },
                     *       "newClips": true,
                     *       "paused": false,
                     *       "next": [
                     *         "2026-12-07T01:30:00.000Z",
                     *         "2026-12-14T01:30:00.000Z"
                     *       ],
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *         "fire": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/fire",
                     *         "firings": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fireSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The firing */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "fir_01KAT83E1W6X8A4F0V7Q9S5T3Y",
                     *       "scheduleId": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *       "at": "2026-11-30T01:30:00.000Z",
                     *       "kind": "manual",
                     *       "status": "due",
                     *       "clips": null,
                     *       "cohortId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *       "error": null,
                     *       "links": {
                     *         "cohort": "/v1/cohorts/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "report": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings/fir_01KAT83E1W6X8A4F0V7Q9S5T3Y/report"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Firing"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFirings: {
        parameters: {
            query?: {
                /** @description A firing id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of firings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "fir_01KAT83E1W6X8A4F0V7Q9S5T3Y",
                     *           "scheduleId": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *           "at": "2026-11-30T01:30:00.000Z",
                     *           "kind": "scheduled",
                     *           "status": "fired",
                     *           "clips": 12,
                     *           "cohortId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "error": null,
                     *           "links": {
                     *             "cohort": "/v1/cohorts/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *             "report": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings/fir_01KAT83E1W6X8A4F0V7Q9S5T3Y/report"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["FiringPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFiring: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
                /**
                 * @description Id of a firing
                 * @example fir_01KAT83E1W6X8A4F0V7Q9S5T3Y
                 */
                firingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The firing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "fir_01KAT83E1W6X8A4F0V7Q9S5T3Y",
                     *       "scheduleId": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *       "at": "2026-11-30T01:30:00.000Z",
                     *       "kind": "scheduled",
                     *       "status": "fired",
                     *       "clips": 12,
                     *       "cohortId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *       "error": null,
                     *       "links": {
                     *         "cohort": "/v1/cohorts/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "report": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings/fir_01KAT83E1W6X8A4F0V7Q9S5T3Y/report"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Firing"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFiringReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a schedule
                 * @example sch_01KAT82D0V5W7Z3E9T6P8R4S2X
                 */
                scheduleId: string;
                /**
                 * @description Id of a firing
                 * @example fir_01KAT83E1W6X8A4F0V7Q9S5T3Y
                 */
                firingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "firing": {
                     *         "id": "fir_01KAT83E1W6X8A4F0V7Q9S5T3Y",
                     *         "scheduleId": "sch_01KAT82D0V5W7Z3E9T6P8R4S2X",
                     *         "at": "2026-11-30T01:30:00.000Z",
                     *         "kind": "scheduled",
                     *         "status": "fired",
                     *         "clips": 12,
                     *         "cohortId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "error": null,
                     *         "links": {
                     *           "cohort": "/v1/cohorts/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "report": "/v1/schedules/sch_01KAT82D0V5W7Z3E9T6P8R4S2X/firings/fir_01KAT83E1W6X8A4F0V7Q9S5T3Y/report"
                     *         }
                     *       },
                     *       "figures": {
                     *         "made": 36,
                     *         "accepted": 35,
                     *         "failed": 0,
                     *         "acceptedShare": 0.9722,
                     *         "meanAttempts": 1.2,
                     *         "meanError": 0.7,
                     *         "meanAuditError": 1.9,
                     *         "meanMeasuredEf": 40.1,
                     *         "histogram": [
                     *           {
                     *             "from": 5,
                     *             "to": 10,
                     *             "samples": 36
                     *           }
                     *         ]
                     *       },
                     *       "previous": null,
                     *       "change": null
                     *     }
                     */
                    "application/json": components["schemas"]["FiringReport"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a sample: its generation and its index
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0
                 */
                sampleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sample */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *       "generationId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *       "cohortId": null,
                     *       "index": 0,
                     *       "custom_id": null,
                     *       "status": "succeeded",
                     *       "synthetic": true,
                     *       "efMethod": "single-plane area-length; not clinical LVEF",
                     *       "targetEf": 40,
                     *       "measuredEf": 41.2,
                     *       "auditEf": 39.6,
                     *       "shownEf": 37.8,
                     *       "accepted": true,
                     *       "attempts": 2,
                     *       "frames": 32,
                     *       "framesPerSecond": 32,
                     *       "seconds": 1.9,
                     *       "videoBytes": 48213,
                     *       "videoSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "error": null,
                     *       "createdAt": "2026-11-24T09:31:02.000Z",
                     *       "links": {
                     *         "self": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *         "generation": "/v1/generations/run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *         "cohort": null,
                     *         "video": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/video",
                     *         "contactSheet": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/contact-sheet",
                     *         "outline": "/v1/samples/run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0/outline"
                     *       },
                     *       "provenance": {
                     *         "synthetic": true,
                     *         "bundle": {
                     *           "name": "echo-motion",
                     *           "version": "1",
                     *           "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e"
                     *         },
                     *         "provider": "cpu",
                     *         "determinism": "bitwise",
                     *         "seed": 7,
                     *         "index": 0,
                     *         "noiseIndex": 0,
                     *         "attempt": 1,
                     *         "attempts": [
                     *           {
                     *             "requestedEfPercent": 40,
                     *             "measuredEfPercent": 36.4,
                     *             "auditEfPercent": 35.2
                     *           },
                     *           {
                     *             "requestedEfPercent": 44.7,
                     *             "measuredEfPercent": 41.2,
                     *             "auditEfPercent": 39.6
                     *           }
                     *         ],
                     *         "efMethod": "single-plane area-length; not clinical LVEF",
                     *         "measurement": "carried",
                     *         "extrapolated": false,
                     *         "intensityGain": 1,
                     *         "observedFrames": [
                     *           0
                     *         ],
                     *         "observedPositions": [
                     *           0
                     *         ],
                     *         "anchor": null,
                     *         "sourceEfPercent": 58.3,
                     *         "lvAreaPx2": [
                     *           1210,
                     *           1180,
                     *           905
                     *         ],
                     *         "lvLengthPx": [
                     *           58,
                     *           57,
                     *           51
                     *         ],
                     *         "auditAreaPx2": [
                     *           1184,
                     *           1163,
                     *           902
                     *         ],
                     *         "auditLengthPx": [
                     *           57,
                     *           56,
                     *           51
                     *         ],
                     *         "volumeCurve": [
                     *           1,
                     *           0.95,
                     *           0.61
                     *         ]
                     *       },
                     *       "download": {
                     *         "video": "https://echocohort.example/v1/files/tenants/…/clip.mp4?expires=1795512662&signature=…",
                     *         "contactSheet": "https://echocohort.example/v1/files/tenants/…/sheet.png?expires=1795512662&signature=…",
                     *         "expiresSeconds": 3600
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SampleDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSampleVideo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description One range of bytes
                 * @example bytes=0-1023
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description Id of a sample: its generation and its index
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0
                 */
                sampleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The video */
            200: {
                headers: {
                    /** @description Stands for these bytes */
                    ETag?: string;
                    /** @description bytes */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
            /** @description A part of it */
            206: {
                headers: {
                    /** @description Which part of how many bytes */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
            /** @description The caller has it already (If-None-Match) */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: range-not-satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:range-not-satisfiable",
                     *       "title": "The range lies outside the body",
                     *       "status": 416,
                     *       "code": "range-not-satisfiable",
                     *       "detail": "The range lies outside the body",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSampleContactSheet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a sample: its generation and its index
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0
                 */
                sampleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A picture of its frames */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSampleOutline: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description One range of bytes
                 * @example bytes=0-1023
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description Id of a sample: its generation and its index
                 * @example run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0
                 */
                sampleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The outlines */
            200: {
                headers: {
                    /** @description SHA-256 of the body */
                    ETag?: string;
                    /** @description bytes */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0",
                     *       "width": 112,
                     *       "height": 112,
                     *       "frames": 2,
                     *       "framesPerSecond": 32,
                     *       "efMethod": "single-plane area-length; not clinical LVEF",
                     *       "polygons": [
                     *         [
                     *           [
                     *             44.2,
                     *             21.7
                     *           ],
                     *           [
                     *             70.9,
                     *             58.3
                     *           ],
                     *           [
                     *             51.6,
                     *             84
                     *           ]
                     *         ],
                     *         [
                     *           [
                     *             45.1,
                     *             25
                     *           ],
                     *           [
                     *             67.3,
                     *             57.8
                     *           ],
                     *           [
                     *             51.9,
                     *             82.4
                     *           ]
                     *         ]
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Outline"];
                };
            };
            /** @description A part of the body */
            206: {
                headers: {
                    /** @description Which part of how many bytes */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The caller has it already (If-None-Match) */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: range-not-satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:range-not-satisfiable",
                     *       "title": "The range lies outside the body",
                     *       "status": 416,
                     *       "code": "range-not-satisfiable",
                     *       "detail": "The range lies outside the body",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClips: {
        parameters: {
            query?: {
                /** @description A clip id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
                /** @description The model whose reading is meant; the default one when left out */
                model?: string;
                /**
                 * @description name=value, once or more: the clips that have all of these labels
                 * @example [
                 *       "site=berlin"
                 *     ]
                 */
                label?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of clips */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *           "originalName": "apical-four-chamber.dcm",
                     *           "labels": {
                     *             "site": "berlin"
                     *           },
                     *           "format": "dicom",
                     *           "frames": 60,
                     *           "height": 480,
                     *           "width": 512,
                     *           "framesPerSecond": 30,
                     *           "sector": {
                     *             "x": 64,
                     *             "y": 32,
                     *             "width": 512,
                     *             "height": 480,
                     *             "coverage": 0.61
                     *           },
                     *           "view": {
                     *             "x": 70,
                     *             "y": 10,
                     *             "width": 380,
                     *             "height": 460
                     *           },
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "reading": {
                     *             "model": "echo-motion",
                     *             "status": "done",
                     *             "readable": true,
                     *             "refusal": null,
                     *             "sourceEf": 57.31,
                     *             "sourceEfInterval": [
                     *               53.9,
                     *               60.72
                     *             ],
                     *             "edFrame": 31,
                     *             "esFrame": 12,
                     *             "bestFrame": 30,
                     *             "agreement": 0.93,
                     *             "error": null
                     *           },
                     *           "createdAt": "2026-11-24T09:30:00.000Z",
                     *           "links": {
                     *             "self": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *             "contactSheet": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ/contact-sheet"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ClipPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadClip: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description The file
                     */
                    file: string;
                    labels?: string;
                };
            };
        };
        responses: {
            /** @description The stored clip */
            201: {
                headers: {
                    /** @description The clip */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *       "originalName": "apical-four-chamber.dcm",
                     *       "labels": {
                     *         "site": "berlin"
                     *       },
                     *       "format": "dicom",
                     *       "frames": 60,
                     *       "height": 480,
                     *       "width": 512,
                     *       "framesPerSecond": 30,
                     *       "sector": {
                     *         "x": 64,
                     *         "y": 32,
                     *         "width": 512,
                     *         "height": 480,
                     *         "coverage": 0.61
                     *       },
                     *       "view": {
                     *         "x": 70,
                     *         "y": 10,
                     *         "width": 380,
                     *         "height": 460
                     *       },
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "reading": {
                     *         "model": "echo-motion",
                     *         "status": "done",
                     *         "readable": true,
                     *         "refusal": null,
                     *         "sourceEf": 57.31,
                     *         "sourceEfInterval": [
                     *           53.9,
                     *           60.72
                     *         ],
                     *         "edFrame": 31,
                     *         "esFrame": 12,
                     *         "bestFrame": 30,
                     *         "agreement": 0.93,
                     *         "error": null,
                     *         "frames": [
                     *           {
                     *             "frame": 0,
                     *             "area": 2210.5,
                     *             "auditArea": 2184.25,
                     *             "agreement": 0.94,
                     *             "readable": true
                     *           }
                     *         ]
                     *       },
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "links": {
                     *         "self": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *         "contactSheet": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ/contact-sheet"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ClipDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getClip: {
        parameters: {
            query?: {
                /** @description The model whose reading is meant; the default one when left out */
                model?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a clip
                 * @example clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ
                 */
                clipId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The clip */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *       "originalName": "apical-four-chamber.dcm",
                     *       "labels": {
                     *         "site": "berlin"
                     *       },
                     *       "format": "dicom",
                     *       "frames": 60,
                     *       "height": 480,
                     *       "width": 512,
                     *       "framesPerSecond": 30,
                     *       "sector": {
                     *         "x": 64,
                     *         "y": 32,
                     *         "width": 512,
                     *         "height": 480,
                     *         "coverage": 0.61
                     *       },
                     *       "view": {
                     *         "x": 70,
                     *         "y": 10,
                     *         "width": 380,
                     *         "height": 460
                     *       },
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "reading": {
                     *         "model": "echo-motion",
                     *         "status": "done",
                     *         "readable": true,
                     *         "refusal": null,
                     *         "sourceEf": 57.31,
                     *         "sourceEfInterval": [
                     *           53.9,
                     *           60.72
                     *         ],
                     *         "edFrame": 31,
                     *         "esFrame": 12,
                     *         "bestFrame": 30,
                     *         "agreement": 0.93,
                     *         "error": null,
                     *         "frames": [
                     *           {
                     *             "frame": 0,
                     *             "area": 2210.5,
                     *             "auditArea": 2184.25,
                     *             "agreement": 0.94,
                     *             "readable": true
                     *           }
                     *         ]
                     *       },
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "links": {
                     *         "self": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *         "contactSheet": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ/contact-sheet"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ClipDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeClip: {
        parameters: {
            query?: {
                /** @description The model whose reading is meant; the default one when left out */
                model?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a clip
                 * @example clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ
                 */
                clipId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "labels": {
                 *         "site": "berlin",
                 *         "checked": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ChangeClip"];
            };
        };
        responses: {
            /** @description The clip as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *       "originalName": "apical-four-chamber.dcm",
                     *       "labels": {
                     *         "site": "berlin"
                     *       },
                     *       "format": "dicom",
                     *       "frames": 60,
                     *       "height": 480,
                     *       "width": 512,
                     *       "framesPerSecond": 30,
                     *       "sector": {
                     *         "x": 64,
                     *         "y": 32,
                     *         "width": 512,
                     *         "height": 480,
                     *         "coverage": 0.61
                     *       },
                     *       "view": {
                     *         "x": 70,
                     *         "y": 10,
                     *         "width": 380,
                     *         "height": 460
                     *       },
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "reading": {
                     *         "model": "echo-motion",
                     *         "status": "done",
                     *         "readable": true,
                     *         "refusal": null,
                     *         "sourceEf": 57.31,
                     *         "sourceEfInterval": [
                     *           53.9,
                     *           60.72
                     *         ],
                     *         "edFrame": 31,
                     *         "esFrame": 12,
                     *         "bestFrame": 30,
                     *         "agreement": 0.93,
                     *         "error": null,
                     *         "frames": [
                     *           {
                     *             "frame": 0,
                     *             "area": 2210.5,
                     *             "auditArea": 2184.25,
                     *             "agreement": 0.94,
                     *             "readable": true
                     *           }
                     *         ]
                     *       },
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "links": {
                     *         "self": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *         "contactSheet": "/v1/clips/clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ/contact-sheet"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ClipDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getClipContactSheet: {
        parameters: {
            query?: {
                /** @description The model whose reading is meant; the default one when left out */
                model?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a clip
                 * @example clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ
                 */
                clipId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A picture of its frames */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getClipFrames: {
        parameters: {
            query?: {
                /** @description The model that looks; the default one when left out */
                model?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a clip
                 * @example clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ
                 */
                clipId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An NPY array */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getClipOutline: {
        parameters: {
            query?: {
                /** @description The model that looks; the default one when left out */
                model?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a clip
                 * @example clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ
                 */
                clipId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Outlines and volumes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ",
                     *       "model": "echo-motion",
                     *       "width": 112,
                     *       "height": 112,
                     *       "framesPerSecond": 30,
                     *       "efMethod": "single-plane area-length; not clinical LVEF",
                     *       "frames": [
                     *         0,
                     *         1
                     *       ],
                     *       "polygons": [
                     *         [
                     *           [
                     *             44.2,
                     *             21.7
                     *           ],
                     *           [
                     *             70.9,
                     *             58.3
                     *           ],
                     *           [
                     *             51.6,
                     *             84
                     *           ]
                     *         ],
                     *         [
                     *           [
                     *             45.1,
                     *             25
                     *           ],
                     *           [
                     *             67.3,
                     *             57.8
                     *           ],
                     *           [
                     *             51.9,
                     *             82.4
                     *           ]
                     *         ]
                     *       ],
                     *       "volumes": [
                     *         48312.5,
                     *         44127.1
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ClipOutline"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The number of an event: the `next` of the page before */
                after?: number;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Events of these kinds only
                 * @example [
                 *       "generation.succeeded",
                 *       "generation.failed"
                 *     ]
                 */
                kind?: ("generation.started" | "generation.progressed" | "generation.succeeded" | "generation.failed" | "generation.cancelled" | "generation.deleted" | "cohort.started" | "cohort.progressed" | "cohort.paused" | "cohort.resumed" | "cohort.extended" | "cohort.succeeded" | "cohort.failed" | "cohort.cancelled" | "cohort.deleted" | "clip.read" | "webhook.disabled" | "quota.near" | "export.ready")[];
            };
            header?: {
                /** @description The number of the last event that the client has heard; goes before `after` */
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events, or a stream of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sequence": 4711,
                     *           "kind": "generation.progressed",
                     *           "subjectId": "run_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "at": "2026-11-24T09:31:00.000Z",
                     *           "data": {
                     *             "counts": {
                     *               "total": 64,
                     *               "succeeded": 32,
                     *               "accepted": 30,
                     *               "failed": 0
                     *             },
                     *             "error": null
                     *           }
                     *         }
                     *       ],
                     *       "next": null,
                     *       "through": 4711
                     *     }
                     */
                    "application/json": components["schemas"]["EventPage"];
                    /**
                     * @example id: 4711
                     *     event: generation.progressed
                     *     data: {"sequence":4711,"kind":"generation.progressed","subjectId":"run_01KAT7ZB5R2W8X3E7T9K4M6P0S","at":"2026-11-24T09:31:00.000Z","data":{"counts":{"total":64,"succeeded":32,"accepted":30,"failed":0},"error":null}}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:expired",
                     *       "title": "It is kept no longer",
                     *       "status": 410,
                     *       "code": "expired",
                     *       "detail": "It is kept no longer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description A webhook id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *           "url": "https://receiver.example.org/echocohort",
                     *           "description": "tells the registry",
                     *           "kinds": [
                     *             "cohort.succeeded",
                     *             "cohort.failed"
                     *           ],
                     *           "enabled": true,
                     *           "status": "active",
                     *           "disabledReason": null,
                     *           "through": 4711,
                     *           "failures": 0,
                     *           "failingSince": null,
                     *           "nextAttemptAt": null,
                     *           "previousSecretUntil": null,
                     *           "createdAt": "2026-11-30T09:00:00.000Z",
                     *           "links": {
                     *             "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *             "deliveries": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries",
                     *             "test": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/test",
                     *             "rotateSecret": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/rotate-secret"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description For 24 hours, a repeated request with the same key and body gets what the first one made
                 * @example cohort-7-arm-40
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://receiver.example.org/echocohort",
                 *       "description": "tells the registry",
                 *       "kinds": [
                 *         "cohort.succeeded",
                 *         "cohort.failed"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description The webhook and its secret */
            201: {
                headers: {
                    /** @description The webhook */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "url": "https://receiver.example.org/echocohort",
                     *       "description": "tells the registry",
                     *       "kinds": [
                     *         "cohort.succeeded",
                     *         "cohort.failed"
                     *       ],
                     *       "enabled": true,
                     *       "status": "active",
                     *       "disabledReason": null,
                     *       "through": 4711,
                     *       "failures": 0,
                     *       "failingSince": null,
                     *       "nextAttemptAt": null,
                     *       "previousSecretUntil": null,
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *         "deliveries": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries",
                     *         "test": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/test",
                     *         "rotateSecret": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/rotate-secret"
                     *       },
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "url": "https://receiver.example.org/echocohort",
                     *       "description": "tells the registry",
                     *       "kinds": [
                     *         "cohort.succeeded",
                     *         "cohort.failed"
                     *       ],
                     *       "enabled": true,
                     *       "status": "active",
                     *       "disabledReason": null,
                     *       "through": 4711,
                     *       "failures": 0,
                     *       "failingSince": null,
                     *       "nextAttemptAt": null,
                     *       "previousSecretUntil": null,
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *         "deliveries": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries",
                     *         "test": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/test",
                     *         "rotateSecret": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/rotate-secret"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true,
                 *       "kinds": null
                 *     }
                 */
                "application/json": components["schemas"]["ChangeWebhook"];
            };
        };
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "url": "https://receiver.example.org/echocohort",
                     *       "description": "tells the registry",
                     *       "kinds": [
                     *         "cohort.succeeded",
                     *         "cohort.failed"
                     *       ],
                     *       "enabled": true,
                     *       "status": "active",
                     *       "disabledReason": null,
                     *       "through": 4711,
                     *       "failures": 0,
                     *       "failingSince": null,
                     *       "nextAttemptAt": null,
                     *       "previousSecretUntil": null,
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *         "deliveries": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries",
                     *         "test": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/test",
                     *         "rotateSecret": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/rotate-secret"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook and its new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "url": "https://receiver.example.org/echocohort",
                     *       "description": "tells the registry",
                     *       "kinds": [
                     *         "cohort.succeeded",
                     *         "cohort.failed"
                     *       ],
                     *       "enabled": true,
                     *       "status": "active",
                     *       "disabledReason": null,
                     *       "through": 4711,
                     *       "failures": 0,
                     *       "failingSince": null,
                     *       "nextAttemptAt": null,
                     *       "previousSecretUntil": null,
                     *       "createdAt": "2026-11-30T09:00:00.000Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *         "deliveries": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries",
                     *         "test": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/test",
                     *         "rotateSecret": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/rotate-secret"
                     *       },
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *       "webhookId": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "messageId": "evt_4711",
                     *       "kind": "webhook.test",
                     *       "sequence": null,
                     *       "status": "queued",
                     *       "attempts": 0,
                     *       "lastAttempt": null,
                     *       "createdAt": "2026-11-30T09:31:00.600Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *         "redeliver": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A/redeliver"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description A delivery id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *           "webhookId": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *           "messageId": "evt_4711",
                     *           "kind": "cohort.succeeded",
                     *           "sequence": 4711,
                     *           "status": "delivered",
                     *           "attempts": 1,
                     *           "lastAttempt": {
                     *             "at": "2026-11-30T09:31:00.500Z",
                     *             "latencyMs": 84,
                     *             "status": 204,
                     *             "excerpt": null,
                     *             "error": null
                     *           },
                     *           "createdAt": "2026-11-30T09:31:00.600Z",
                     *           "links": {
                     *             "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *             "redeliver": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A/redeliver"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
                /**
                 * @description Id of a delivery
                 * @example dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A
                 */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *       "webhookId": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "messageId": "evt_4711",
                     *       "kind": "cohort.succeeded",
                     *       "sequence": 4711,
                     *       "status": "delivered",
                     *       "attempts": 1,
                     *       "lastAttempt": {
                     *         "at": "2026-11-30T09:31:00.500Z",
                     *         "latencyMs": 84,
                     *         "status": 204,
                     *         "excerpt": null,
                     *         "error": null
                     *       },
                     *       "createdAt": "2026-11-30T09:31:00.600Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *         "redeliver": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A/redeliver"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a webhook
                 * @example whk_01KAT84F2X7Y9B5G1W8R0T6V4Z
                 */
                webhookId: string;
                /**
                 * @description Id of a delivery
                 * @example dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A
                 */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *       "webhookId": "whk_01KAT84F2X7Y9B5G1W8R0T6V4Z",
                     *       "messageId": "evt_4711",
                     *       "kind": "cohort.succeeded",
                     *       "sequence": 4711,
                     *       "status": "queued",
                     *       "attempts": 1,
                     *       "lastAttempt": {
                     *         "at": "2026-11-30T09:31:00.500Z",
                     *         "latencyMs": 84,
                     *         "status": 204,
                     *         "excerpt": null,
                     *         "error": null
                     *       },
                     *       "createdAt": "2026-11-30T09:31:00.600Z",
                     *       "links": {
                     *         "self": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A",
                     *         "redeliver": "/v1/webhooks/whk_01KAT84F2X7Y9B5G1W8R0T6V4Z/deliveries/dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A/redeliver"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All models */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "echo-motion",
                     *           "version": "1",
                     *           "title": "One-step motion flow on a phantom heart",
                     *           "licence": "Apache-2.0",
                     *           "isDefault": true,
                     *           "fingerprint": "5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e",
                     *           "trainingData": "Rendered phantom clips; no patient data",
                     *           "weights": "Trained by lab/ on the phantom",
                     *           "citation": [
                     *             "arXiv:2603.13967"
                     *           ],
                     *           "height": 112,
                     *           "width": 112,
                     *           "framesPerSecond": 32,
                     *           "limits": {
                     *             "targetEf": {
                     *               "min": 5,
                     *               "max": 85
                     *             },
                     *             "frames": {
                     *               "min": 2,
                     *               "max": 32
                     *             },
                     *             "samples": {
                     *               "min": 1,
                     *               "max": 64
                     *             },
                     *             "tolerance": {
                     *               "min": 0.1,
                     *               "max": 50
                     *             },
                     *             "maxAttempts": {
                     *               "min": 1,
                     *               "max": 32
                     *             },
                     *             "observedFramesMax": 4
                     *           },
                     *           "trainedEf": {
                     *             "min": 10,
                     *             "max": 80
                     *           },
                     *           "needsClip": false,
                     *           "measurement": "carried",
                     *           "quality": {
                     *             "efMaePp": {
                     *               "value": 1.8,
                     *               "protocol": "mean |auditEf - targetEf| over 256 held-out phantoms"
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description A key id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "key_01KAT7X2N4P7S9T1V3W5Y8Z0AB",
                     *           "name": "nightly cohorts",
                     *           "prefix": "ec_Zm9vYmFy",
                     *           "scopes": [
                     *             "read",
                     *             "write"
                     *           ],
                     *           "createdAt": "2026-11-24T09:31:00.000Z",
                     *           "expiresAt": null,
                     *           "lastUsedAt": null,
                     *           "revokedAt": null,
                     *           "links": {
                     *             "revoke": "/v1/keys/key_01KAT7X2N4P7S9T1V3W5Y8Z0AB/revoke"
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description For 24 hours, a repeated request with the same key and body gets what the first one made
                 * @example cohort-7-arm-40
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "nightly cohorts",
                 *       "scopes": [
                 *         "read",
                 *         "write"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description The key and its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01KAT7X2N4P7S9T1V3W5Y8Z0AB",
                     *       "name": "nightly cohorts",
                     *       "prefix": "ec_Zm9vYmFy",
                     *       "scopes": [
                     *         "read",
                     *         "write"
                     *       ],
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "revokedAt": null,
                     *       "links": {
                     *         "revoke": "/v1/keys/key_01KAT7X2N4P7S9T1V3W5Y8Z0AB/revoke"
                     *       },
                     *       "secret": "ec_Zm9vYmFyQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a key
                 * @example key_01KAT7X2N4P7S9T1V3W5Y8Z0AB
                 */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01KAT7X2N4P7S9T1V3W5Y8Z0AB",
                     *       "name": "nightly cohorts",
                     *       "prefix": "ec_Zm9vYmFy",
                     *       "scopes": [
                     *         "read",
                     *         "write"
                     *       ],
                     *       "createdAt": "2026-11-24T09:31:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "revokedAt": "2026-11-25T09:31:00.000Z",
                     *       "links": {
                     *         "revoke": "/v1/keys/key_01KAT7X2N4P7S9T1V3W5Y8Z0AB/revoke"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Key"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOwnTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "name": "cardiology",
                     *       "status": "active",
                     *       "suspendedReason": null,
                     *       "weight": 1,
                     *       "caps": {
                     *         "inFlightSamples": null,
                     *         "queuedSamples": 100000,
                     *         "samplesPerDay": null,
                     *         "storageBytes": null,
                     *         "uploadsAtOnce": null
                     *       },
                     *       "expiresAfter": "P90D",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "used": {
                     *         "inFlightSamples": 64,
                     *         "queuedSamples": 5000,
                     *         "samplesPerDay": 12000,
                     *         "storageBytes": 240000000
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantDetail"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description A tenant id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tenants */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *           "name": "cardiology",
                     *           "status": "active",
                     *           "suspendedReason": null,
                     *           "weight": 1,
                     *           "caps": {
                     *             "inFlightSamples": null,
                     *             "queuedSamples": 100000,
                     *             "samplesPerDay": null,
                     *             "storageBytes": null,
                     *             "uploadsAtOnce": null
                     *           },
                     *           "expiresAfter": "P90D",
                     *           "createdAt": "2026-11-24T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description For 24 hours, a repeated request with the same key and body gets what the first one made
                 * @example cohort-7-arm-40
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "cardiology",
                 *       "weight": 1,
                 *       "caps": {
                 *         "queuedSamples": 100000
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateTenant"];
            };
        };
        responses: {
            /** @description The tenant and its first key */
            201: {
                headers: {
                    /** @description The tenant */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "name": "cardiology",
                     *       "status": "active",
                     *       "suspendedReason": null,
                     *       "weight": 1,
                     *       "caps": {
                     *         "inFlightSamples": null,
                     *         "queuedSamples": 100000,
                     *         "samplesPerDay": null,
                     *         "storageBytes": null,
                     *         "uploadsAtOnce": null
                     *       },
                     *       "expiresAfter": "P90D",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "key": {
                     *         "id": "key_01KAT7X2N4P7S9T1V3W5Y8Z0AB",
                     *         "name": "first key",
                     *         "prefix": "ec_Zm9vYmFy",
                     *         "scopes": [
                     *           "read",
                     *           "write",
                     *           "admin"
                     *         ],
                     *         "createdAt": "2026-11-24T09:31:00.000Z",
                     *         "expiresAt": null,
                     *         "lastUsedAt": null,
                     *         "revokedAt": null,
                     *         "links": {
                     *           "revoke": "/v1/keys/key_01KAT7X2N4P7S9T1V3W5Y8Z0AB/revoke"
                     *         },
                     *         "secret": "ec_Zm9vYmFyQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedTenant"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unreadable-clip, no-ventricle, idempotency-mismatch */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unreadable-clip",
                     *       "title": "The clip cannot be read",
                     *       "status": 422,
                     *       "code": "unreadable-clip",
                     *       "detail": "The clip cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "name": "cardiology",
                     *       "status": "active",
                     *       "suspendedReason": null,
                     *       "weight": 1,
                     *       "caps": {
                     *         "inFlightSamples": null,
                     *         "queuedSamples": 100000,
                     *         "samplesPerDay": null,
                     *         "storageBytes": null,
                     *         "uploadsAtOnce": null
                     *       },
                     *       "expiresAfter": "P90D",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "used": {
                     *         "inFlightSamples": 64,
                     *         "queuedSamples": 5000,
                     *         "samplesPerDay": 12000,
                     *         "storageBytes": 240000000
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "weight": 2,
                 *       "caps": {
                 *         "samplesPerDay": 50000,
                 *         "queuedSamples": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ChangeTenant"];
            };
        };
        responses: {
            /** @description The tenant as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "name": "cardiology",
                     *       "status": "active",
                     *       "suspendedReason": null,
                     *       "weight": 1,
                     *       "caps": {
                     *         "inFlightSamples": null,
                     *         "queuedSamples": 100000,
                     *         "samplesPerDay": null,
                     *         "storageBytes": null,
                     *         "uploadsAtOnce": null
                     *       },
                     *       "expiresAfter": "P90D",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "used": {
                     *         "inFlightSamples": 64,
                     *         "queuedSamples": 5000,
                     *         "samplesPerDay": 12000,
                     *         "storageBytes": 240000000
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TenantDetail"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOwnUsage: {
        parameters: {
            query?: {
                /**
                 * @description The first day, UTC
                 * @example 2026-11-01
                 */
                from?: string;
                /**
                 * @description The last day; today when left out
                 * @example 2026-11-30
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage in all and a day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-11-01",
                     *       "to": "2026-11-30",
                     *       "total": {
                     *         "samples": 640,
                     *         "attempts": 1100,
                     *         "frames": 70400,
                     *         "bytes": 12800000,
                     *         "uploads": 3
                     *       },
                     *       "days": [
                     *         {
                     *           "day": "2026-11-24",
                     *           "samples": 640,
                     *           "attempts": 1100,
                     *           "frames": 70400,
                     *           "bytes": 12800000,
                     *           "uploads": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTenantUsage: {
        parameters: {
            query?: {
                /**
                 * @description The first day, UTC
                 * @example 2026-11-01
                 */
                from?: string;
                /**
                 * @description The last day; today when left out
                 * @example 2026-11-30
                 */
                to?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage in all and a day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-11-01",
                     *       "to": "2026-11-30",
                     *       "total": {
                     *         "samples": 640,
                     *         "attempts": 1100,
                     *         "frames": 70400,
                     *         "bytes": 12800000,
                     *         "uploads": 3
                     *       },
                     *       "days": [
                     *         {
                     *           "day": "2026-11-24",
                     *           "samples": 640,
                     *           "attempts": 1100,
                     *           "frames": 70400,
                     *           "bytes": 12800000,
                     *           "uploads": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "status": "finished",
                     *       "requestedAt": "2026-11-24T09:31:00.000Z",
                     *       "finishedAt": "2026-11-24T10:31:20.000Z",
                     *       "erased": {
                     *         "objects": 2400,
                     *         "rows": {
                     *           "samples": 800,
                     *           "runs": 12,
                     *           "clips": 3,
                     *           "apiKeys": 2,
                     *           "auditLog": 31
                     *         }
                     *       },
                     *       "links": {
                     *         "self": "/v1/tenants/ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G/erasure"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "cardiology"
                 *     }
                 */
                "application/json": components["schemas"]["RequestErasure"];
            };
        };
        responses: {
            /** @description What has gone so far */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "status": "running",
                     *       "requestedAt": "2026-11-24T09:31:00.000Z",
                     *       "finishedAt": null,
                     *       "erased": {
                     *         "objects": 0,
                     *         "rows": {}
                     *       },
                     *       "links": {
                     *         "self": "/v1/tenants/ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G/erasure"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-ready, conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-ready",
                     *       "title": "It is not there yet",
                     *       "status": 409,
                     *       "code": "not-ready",
                     *       "detail": "It is not there yet",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: payload-too-large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:payload-too-large",
                     *       "title": "The upload is too large",
                     *       "status": 413,
                     *       "code": "payload-too-large",
                     *       "detail": "The upload is too large",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unsupported-media */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unsupported-media",
                     *       "title": "This kind of file cannot be read",
                     *       "status": 415,
                     *       "code": "unsupported-media",
                     *       "detail": "This kind of file cannot be read",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExports: {
        parameters: {
            query?: {
                /** @description An export id: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of exports */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *           "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *           "status": "running",
                     *           "requestedAt": "2026-11-30T09:31:00.000Z",
                     *           "finishedAt": null,
                     *           "parts": 3,
                     *           "rows": {
                     *             "tenants": 1,
                     *             "samples": 800,
                     *             "runs": 12
                     *           },
                     *           "objects": 0,
                     *           "objectBytes": 0,
                     *           "links": {
                     *             "self": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *             "parts": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/parts",
                     *             "index": null
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ExportPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *       "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "status": "running",
                     *       "requestedAt": "2026-11-30T09:31:00.000Z",
                     *       "finishedAt": null,
                     *       "parts": 3,
                     *       "rows": {
                     *         "tenants": 1,
                     *         "samples": 800,
                     *         "runs": 12
                     *       },
                     *       "objects": 0,
                     *       "objectBytes": 0,
                     *       "links": {
                     *         "self": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *         "parts": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/parts",
                     *         "index": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of an export
                 * @example exp_01KAT86H4Z9A1D7J3Y0T2W8X6B
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *       "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "status": "running",
                     *       "requestedAt": "2026-11-30T09:31:00.000Z",
                     *       "finishedAt": null,
                     *       "parts": 3,
                     *       "rows": {
                     *         "tenants": 1,
                     *         "samples": 800,
                     *         "runs": 12
                     *       },
                     *       "objects": 0,
                     *       "objectBytes": 0,
                     *       "links": {
                     *         "self": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *         "parts": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/parts",
                     *         "index": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExportParts: {
        parameters: {
            query?: {
                /** @description A number of a part: the `next` of the page before */
                after?: number;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of an export
                 * @example exp_01KAT86H4Z9A1D7J3Y0T2W8X6B
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of parts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "number": 3,
                     *           "kind": "runs",
                     *           "lines": 12,
                     *           "sizeBytes": 14200,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "url": "/v1/files/tenants/ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/00000003_0123456789abcdef0123/part.jsonl?expires=1&signature=0"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ExportPartPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *       "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "status": "running",
                     *       "requestedAt": "2026-11-30T09:31:00.000Z",
                     *       "finishedAt": null,
                     *       "parts": 3,
                     *       "rows": {
                     *         "tenants": 1,
                     *         "samples": 800,
                     *         "runs": 12
                     *       },
                     *       "objects": 0,
                     *       "objectBytes": 0,
                     *       "links": {
                     *         "self": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *         "parts": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/parts",
                     *         "index": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTenantExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
                /**
                 * @description Id of an export
                 * @example exp_01KAT86H4Z9A1D7J3Y0T2W8X6B
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *       "tenantId": "ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G",
                     *       "status": "running",
                     *       "requestedAt": "2026-11-30T09:31:00.000Z",
                     *       "finishedAt": null,
                     *       "parts": 3,
                     *       "rows": {
                     *         "tenants": 1,
                     *         "samples": 800,
                     *         "runs": 12
                     *       },
                     *       "objects": 0,
                     *       "objectBytes": 0,
                     *       "links": {
                     *         "self": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B",
                     *         "parts": "/v1/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/parts",
                     *         "index": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenantExportParts: {
        parameters: {
            query?: {
                /** @description A number of a part: the `next` of the page before */
                after?: number;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a tenant
                 * @example ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G
                 */
                tenantId: string;
                /**
                 * @description Id of an export
                 * @example exp_01KAT86H4Z9A1D7J3Y0T2W8X6B
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of parts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "number": 3,
                     *           "kind": "runs",
                     *           "lines": 12,
                     *           "sizeBytes": 14200,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "url": "/v1/files/tenants/ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G/exports/exp_01KAT86H4Z9A1D7J3Y0T2W8X6B/00000003_0123456789abcdef0123/part.jsonl?expires=1&signature=0"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ExportPartPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                /** @description The id of an entry: the `next` of the page before */
                after?: string;
                /**
                 * @description Entries of a page
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "aud_01KAT7ZB5R2W8X3E7T9K4M6P0S",
                     *           "keyId": "key_01KAT7X2N4P7S9T1V3W5Y8Z0AB",
                     *           "operation": "createGeneration",
                     *           "method": "POST",
                     *           "path": "/v1/generations",
                     *           "status": 202,
                     *           "address": "192.0.2.7",
                     *           "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *           "at": "2026-11-24T09:31:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unauthenticated",
                     *       "title": "A valid API key is needed",
                     *       "status": 401,
                     *       "code": "unauthenticated",
                     *       "detail": "A valid API key is needed",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:forbidden",
                     *       "title": "This API key may not do that",
                     *       "status": 403,
                     *       "code": "forbidden",
                     *       "detail": "This API key may not do that",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: too-many-requests, quota-exceeded */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:too-many-requests",
                     *       "title": "Too many requests",
                     *       "status": 429,
                     *       "code": "too-many-requests",
                     *       "detail": "Too many requests",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFile: {
        parameters: {
            query: {
                /**
                 * @description As signed
                 * @example 1795512662
                 */
                expires: string;
                /**
                 * @description As signed
                 * @example …
                 */
                signature: string;
            };
            header?: {
                /**
                 * @description One range of bytes
                 * @example bytes=0-1023
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description Storage key
                 * @example tenants/…/clip.mp4
                 */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    /** @description Stands for these bytes */
                    ETag?: string;
                    /** @description bytes */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description A part of it */
            206: {
                headers: {
                    /** @description Which part of how many bytes */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The caller has it already (If-None-Match) */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem: invalid-request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:invalid-request",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "code": "invalid-request",
                     *       "detail": "targetEf: expected a number from 5 to 85",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": [
                     *         {
                     *           "field": "targetEf",
                     *           "expected": "expected a number from 5 to 85"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: not-found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:not-found",
                     *       "title": "There is no such thing",
                     *       "status": 404,
                     *       "code": "not-found",
                     *       "detail": "There is no such thing",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: range-not-satisfiable */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:range-not-satisfiable",
                     *       "title": "The range lies outside the body",
                     *       "status": 416,
                     *       "code": "range-not-satisfiable",
                     *       "detail": "The range lies outside the body",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Problem: unavailable, storage-failed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:unavailable",
                     *       "title": "A part of the system does not answer",
                     *       "status": 503,
                     *       "code": "unavailable",
                     *       "detail": "A part of the system does not answer",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests are taken */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "draining": false,
                     *       "checks": {
                     *         "database": "ok",
                     *         "redis": "ok",
                     *         "storage": "ok"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer, or the process is about to end */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "draining": false,
                     *       "checks": {
                     *         "database": "error",
                     *         "redis": "ok",
                     *         "storage": "ok"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example echocohort_backlog_samples 0 */
                    "text/plain": string;
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHome: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description HTML */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><title>EchoCohort</title> */
                    "text/html": string;
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0"
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Problem: object-lost, internal, sampler-failed, bundle-invalid */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:echocohort:error:object-lost",
                     *       "title": "Stored data are lost",
                     *       "status": 500,
                     *       "code": "object-lost",
                     *       "detail": "Stored data are lost",
                     *       "correlationId": "0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
