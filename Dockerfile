# Three images of one static program each, on nothing: `proxy` (the default), `emulator` and `device-sim`.
#
#     docker build --tag lockstep-proxy .
#     docker build --tag lockstep-hub-emulator --target emulator .
#
# `cargo xtask image` builds the same images without a base image: it makes what `built` holds itself and puts it in its
# place. See docs/deploying.md.

# The compiler runs on the machine that builds, whatever the image is for.
FROM --platform=$BUILDPLATFORM rust:1.95.0-trixie AS built
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG TARGETARCH
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo xtask programs --arch "${TARGETARCH:-amd64}" --into /built

FROM scratch AS hardened
# A number, so that Kubernetes can tell that it is not root; nobody of this number need exist.
USER 65532:65532
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

FROM hardened AS emulator
LABEL org.opencontainers.image.title="lockstep-hub-emulator" \
      org.opencontainers.image.description="A local Azure IoT Hub that the official SDKs accept"
COPY --from=built --chown=65532:65532 /built/state /var/lib/lockstep
COPY --from=built --chmod=0555 /built/lockstep-hub-emulator /lockstep-hub-emulator
ENV LOCKSTEP_HUB_STATE=/var/lib/lockstep \
    LOCKSTEP_HUB_HTTPS=0.0.0.0:8443 \
    LOCKSTEP_HUB_MQTT=0.0.0.0:8883
WORKDIR /var/lib/lockstep
VOLUME /var/lib/lockstep
EXPOSE 8443 8883
ENTRYPOINT ["/lockstep-hub-emulator"]

FROM hardened AS device-sim
LABEL org.opencontainers.image.title="lockstep-device-sim" \
      org.opencontainers.image.description="Simulated devices of an Azure IoT Hub"
COPY --from=built --chmod=0555 /built/lockstep-device-sim /lockstep-device-sim
ENTRYPOINT ["/lockstep-device-sim"]

FROM hardened AS proxy
LABEL org.opencontainers.image.title="lockstep-proxy" \
      org.opencontainers.image.description="A browser console for Azure IoT Hub jobs"
COPY --from=built --chown=65532:65532 /built/state /var/lib/lockstep
COPY --from=built --chmod=0555 /built/lockstep-proxy /lockstep-proxy
# The loopback of a container is nobody's; the program asks who calls all the same.
ENV LOCKSTEP_STATE=/var/lib/lockstep \
    LOCKSTEP_LISTEN=0.0.0.0:8080
# The only place that can be written: where the database puts what does not fit into memory, as there is no /tmp.
WORKDIR /var/lib/lockstep
VOLUME /var/lib/lockstep
EXPOSE 8080
# There is no shell, so the program asks itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/lockstep-proxy", "healthcheck"]
ENTRYPOINT ["/lockstep-proxy"]
