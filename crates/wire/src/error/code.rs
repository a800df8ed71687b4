//! The catalogue of error codes, as one table.

use std::fmt;

/// One row per code: the name that travels in `iothub-errorcode`, and the number whose first three digits are the
/// HTTP status.
macro_rules! catalogue {
    ($($name:ident = $number:literal,)*) => {
        /// A named error of the hub (IoT Hub documentation: "Troubleshoot error codes").
        ///
        /// Numbers that the documentation lists without a name are not here; [`HubError`](super::HubError) keeps them
        /// as numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode {
            $(
                #[doc = concat!("`", stringify!($name), "` (", stringify!($number), ").")]
                $name,
            )*
        }

        impl ErrorCode {
            /// Every code, in the order of the numbers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name, as in the `iothub-errorcode` header.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The six-digit number.
            #[must_use]
            pub fn number(self) -> u32 {
                match self { $(Self::$name => $number,)* }
            }

            /// The code with this exact name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $(stringify!($name) => Some(Self::$name),)* _ => None }
            }

            /// The code with this number, the first of two that share one.
            #[must_use]
            pub fn from_number(number: u32) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.number() == number)
            }
        }
    };
}

impl ErrorCode {
    /// The HTTP status that goes with the code.
    #[must_use]
    pub fn status(self) -> u16 {
        u16::try_from(self.number() / 1000).unwrap_or(500)
    }

    /// The unspecific code of an HTTP status, for an answer that says no more than that.
    #[must_use]
    pub fn generic(status: u16) -> Option<Self> {
        Some(match status {
            400 => Self::GenericBadRequest,
            401 => Self::GenericUnauthorized,
            403 => Self::GenericForbidden,
            404 => Self::GenericNotFound,
            405 => Self::GenericMethodNotAllowed,
            408 => Self::RequestTimedOut,
            409 => Self::GenericConflict,
            412 => Self::GenericPreconditionFailed,
            413 => Self::GenericRequestEntityTooLarge,
            415 => Self::GenericUnsupportedMediaType,
            429 => Self::GenericTooManyRequests,
            499 => Self::ClientClosedRequest,
            500 => Self::ServerError,
            502 => Self::GenericBadGateway,
            503 => Self::GenericServiceUnavailable,
            504 => Self::GenericGatewayTimeout,
            _ => return None,
        })
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

catalogue! {
    GenericBadRequest = 400_000,
    InvalidProtocolVersion = 400_001,
    DeviceInvalidResultCount = 400_002,
    InvalidOperation = 400_003,
    ArgumentInvalid = 400_004,
    ArgumentNull = 400_005,
    IotHubFormatError = 400_006,
    DeviceStorageEntitySerializationError = 400_007,
    BlobContainerValidationError = 400_008,
    ImportWarningExistsError = 400_009,
    InvalidSchemaVersion = 400_010,
    DeviceDefinedMultipleTimes = 400_011,
    DeserializationError = 400_012,
    BulkRegistryOperationFailure = 400_013,
    DefaultStorageEndpointNotConfigured = 400_014,
    InvalidFileUploadCorrelationId = 400_015,
    ExpiredFileUploadCorrelationId = 400_016,
    InvalidStorageEndpoint = 400_017,
    InvalidMessagingEndpoint = 400_018,
    InvalidFileUploadCompletionStatus = 400_019,
    InvalidStorageEndpointOrBlob = 400_020,
    RequestCanceled = 400_021,
    InvalidStorageEndpointProperty = 400_022,
    EtagDoesNotMatch = 400_023,
    RequestTimedOut = 400_024,
    UnsupportedOperationOnReplica = 400_025,
    NullMessage = 400_026,
    ConnectionForcefullyClosedOnNewConnection = 400_027,
    InvalidDeviceScope = 400_028,
    ConnectionForcefullyClosedOnFaultInjection = 400_029,
    ConnectionRejectedOnFaultInjection = 400_030,
    InvalidEndpointAuthenticationType = 400_031,
    ManagedIdentityNotEnabled = 400_032,
    InvalidPolicyKey = 400_035,
    BulkRegenerateDeviceKeyOperationFailure = 400_036,
    InvalidRouteTestInput = 400_100,
    InvalidSourceOnRoute = 400_101,
    RoutingNotEnabled = 400_102,
    InvalidContentEncodingOrType = 400_103,
    CannotRegisterModuleToModule = 400_301,
    TenantHubRoutingNotEnabled = 400_302,
    InvalidConfigurationTargetCondition = 400_401,
    InvalidConfigurationContent = 400_402,
    CannotModifyImmutableConfigurationContent = 400_403,
    InvalidConfigurationCustomMetricsQuery = 400_404,
    GenericUnauthorized = 401_000,
    IotHubNotFound = 401_001,
    IotHubUnauthorizedAccess = 401_002,
    IotHubUnauthorized = 401_003,
    ElasticPoolNotFound = 401_004,
    SystemModuleModifyUnauthorizedAccess = 401_100,
    GenericForbidden = 403_000,
    IotHubSuspended = 403_001,
    IotHubQuotaExceeded = 403_002,
    JobQuotaExceeded = 403_003,
    DeviceMaximumQueueDepthExceeded = 403_004,
    IotHubMaxCbsTokenExceeded = 403_005,
    DeviceMaximumActiveFileUploadLimitExceeded = 403_006,
    DeviceMaximumQueueSizeExceeded = 403_007,
    RoutingEndpointResponseForbidden = 403_008,
    InvalidMessageExpiryTime = 403_009,
    OperationNotAvailableInCurrentTier = 403_010,
    KeyEncryptionKeyRevoked = 403_011,
    DeviceDisabled = 403_012,
    DeviceModelMaxPropertiesExceeded = 403_100,
    DeviceModelMaxIndexablePropertiesExceeded = 403_101,
    DeviceMaximumInflightMethodExceeded = 403_800,
    GenericNotFound = 404_000,
    DeviceNotFound = 404_001,
    JobNotFound = 404_002,
    QuotaMetricNotFound = 404_004,
    SystemPropertyNotFound = 404_005,
    AmqpAddressNotFound = 404_006,
    RoutingEndpointResponseNotFound = 404_007,
    CertificateNotFound = 404_008,
    ElasticPoolTenantHubNotFound = 404_009,
    ModuleNotFound = 404_010,
    AzureTableStoreNotFound = 404_011,
    IotHubFailingOver = 404_012,
    FeatureNotSupported = 404_013,
    DigitalTwinInterfaceNotFound = 404_014,
    QueryStoreClusterNotFound = 404_101,
    DeviceNotOnline = 404_103,
    DeviceConnectionClosedRemotely = 404_104,
    ConfigurationNotFound = 404_301,
    GroupNotFound = 404_302,
    GenericMethodNotAllowed = 405_000,
    OperationNotAllowedInCurrentState = 405_102,
    ImportDevicesNotSupported = 405_103,
    BulkAddDevicesNotSupported = 405_104,
    GenericConflict = 409_000,
    DeviceAlreadyExists = 409_001,
    LinkCreationConflict = 409_002,
    CallbackSubscriptionConflict = 409_003,
    ModelAlreadyExists = 409_101,
    DeviceLocked = 409_102,
    DeviceJobAlreadyExists = 409_103,
    JobAlreadyExists = 409_104,
    ModuleAlreadyExistsOnDevice = 409_301,
    ConfigurationAlreadyExists = 409_401,
    ApplyConfigurationAlreadyInProgressOnDevice = 409_402,
    GenericPreconditionFailed = 412_000,
    PreconditionFailed = 412_001,
    DeviceMessageLockLost = 412_002,
    JobRunPreconditionFailed = 412_003,
    InflightMessagesInLink = 412_004,
    GenericRequestEntityTooLarge = 413_000,
    MessageTooLarge = 413_001,
    TooManyDevices = 413_002,
    TooManyModulesOnDevice = 413_003,
    ConfigurationCountLimitExceeded = 413_101,
    GenericUnsupportedMediaType = 415_000,
    IncompatibleDataType = 415_101,
    GenericTooManyRequests = 429_000,
    ThrottlingException = 429_001,
    ThrottleBacklogLimitExceeded = 429_002,
    ThrottlingBacklogTimeout = 429_003,
    ThrottlingMaxActiveJobCountExceeded = 429_004,
    DeviceThrottlingLimitExceeded = 429_005,
    ClientClosedRequest = 499_000,
    ServerError = 500_001,
    JobCancelled = 500_002,
    GenericTimeout = 500_008,
    InvalidThrottleParameter = 500_009,
    GenericBadGateway = 502_000,
    // The documentation of direct methods gives no number; that of the status is our choice.
    BadDeviceResponse = 502_000,
    GenericServiceUnavailable = 503_000,
    ServiceUnavailable = 503_001,
    PartitionNotFound = 503_003,
    IotHubActivationFailed = 503_004,
    ServerBusy = 503_005,
    IotHubRestoring = 503_006,
    ReceiveLinkOpensThrottled = 503_008,
    ConnectionUnavailable = 503_101,
    DeviceUnavailable = 503_102,
    GenericGatewayTimeout = 504_000,
    GatewayTimeout = 504_101,
}
